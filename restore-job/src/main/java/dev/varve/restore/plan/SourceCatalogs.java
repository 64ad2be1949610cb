// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.format.ArchiveException;
import dev.varve.format.archive.Archive;
import dev.varve.format.archive.TopicDescription;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.CatalogOptions;
import dev.varve.format.catalog.RecordTotals;
import dev.varve.format.catalog.TopicCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The catalogs of one archive: one reading for each distinct {@code asOf}. For one thread. */
final class SourceCatalogs {
    private final Archive archive;
    private final List<String> descriptions;
    private final Map<@Nullable Instant, Catalog> byTime = new HashMap<>();

    SourceCatalogs(Archive archive) throws IOException {
        this.archive = archive;
        this.descriptions = archive.topicDescriptionNames();
    }

    Archive archive() {
        return archive;
    }

    Catalog asOf(@Nullable Instant time) throws IOException {
        Catalog known = byTime.get(time);
        if (known == null) {
            CatalogOptions all = CatalogOptions.defaults();
            known = Catalog.read(archive, time == null ? all : all.withAsOf(time));
            byTime.put(time, known);
        }
        return known;
    }

    /** Those that were read. */
    Collection<Catalog> read() {
        return byTime.values();
    }

    /** Whether the backup knew a topic id by then. */
    boolean existed(TopicCatalog topic, @Nullable Instant asOf) {
        boolean read = topic.partitions().stream()
                .anyMatch(partition -> !partition.covered().isEmpty());
        return asOf == null || read || !firstSeen(topic).isAfter(asOf);
    }

    /** When a backup first described a topic id; the beginning of time if the archive has no description. */
    Instant firstSeen(TopicCatalog topic) {
        String folder = "/" + topic.topicId().hex() + "/";
        Optional<Instant> first = descriptions.stream()
                .filter(name -> name.contains(folder))
                .map(this::readable)
                .flatMap(Optional::stream)
                .filter(description -> description.topic().equals(topic.topic()))
                .map(TopicDescription::observed)
                .findFirst();
        TopicDescription latest = topic.description();
        return first.orElse(latest == null ? Instant.MIN : latest.observed());
    }

    /** Empty if it is damaged, which is a finding of the catalog. */
    private Optional<TopicDescription> readable(String name) {
        try {
            return Optional.of(archive.readTopicDescription(name));
        } catch (ArchiveException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One topic id, for people. */
    String describe(TopicCatalog topic) {
        RecordTotals totals = topic.totals();
        Instant seen = firstSeen(topic);
        String first = seen.equals(Instant.MIN) ? "never described" : "first seen " + seen;
        String content = totals.records() == 0
                ? "no records"
                : totals.records() + " records from " + Instant.ofEpochMilli(totals.minTimestamp()) + " to "
                        + Instant.ofEpochMilli(totals.maxTimestamp());
        return topic.topicId().base64() + " (" + first + ", " + content + ")";
    }
}
