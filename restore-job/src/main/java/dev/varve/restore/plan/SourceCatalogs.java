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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The catalogs of one archive: one reading for each distinct {@code asOf}. For one thread. */
final class SourceCatalogs {
    private final Archive archive;
    private final Map<String, List<String>> descriptionsById = new HashMap<>();
    private final Map<@Nullable Instant, Catalog> byTime = new HashMap<>();
    private final Map<@Nullable Instant, SortedMap<String, List<TopicCatalog>>> namesByTime = new HashMap<>();

    SourceCatalogs(Archive archive) throws IOException {
        this.archive = archive;
        for (String name : archive.topicDescriptionNames()) {
            String[] parts = name.split("/", -1);
            String id = parts.length > 2 ? parts[parts.length - 2] : "";
            descriptionsById.computeIfAbsent(id, any -> new ArrayList<>()).add(name);
        }
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

    /** The topic ids that the backup knew by then, by name. */
    SortedMap<String, List<TopicCatalog>> names(@Nullable Instant asOf) throws IOException {
        SortedMap<String, List<TopicCatalog>> known = namesByTime.get(asOf);
        if (known == null) {
            known = new TreeMap<>();
            for (TopicCatalog topic : asOf(asOf).topics()) {
                if (existed(topic, asOf)) {
                    known.computeIfAbsent(topic.topic(), name -> new ArrayList<>())
                            .add(topic);
                }
            }
            namesByTime.put(asOf, known);
        }
        return known;
    }

    private boolean existed(TopicCatalog topic, @Nullable Instant asOf) {
        boolean read = topic.partitions().stream()
                .anyMatch(partition -> !partition.covered().isEmpty());
        return asOf == null || read || !firstSeen(topic).isAfter(asOf);
    }

    /** When a backup first described a topic id; the beginning of time if the archive has no description. */
    Instant firstSeen(TopicCatalog topic) {
        Optional<Instant> first = descriptionsById.getOrDefault(topic.topicId().hex(), List.of()).stream()
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
