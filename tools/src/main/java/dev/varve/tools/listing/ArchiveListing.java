// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.listing;

import dev.varve.format.Id;
import dev.varve.format.archive.Archive;
import dev.varve.format.archive.ArchiveIdentity;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.CatalogOptions;
import dev.varve.format.catalog.Finding;
import dev.varve.format.catalog.FindingKind;
import dev.varve.format.catalog.RecordTotals;
import dev.varve.format.catalog.TopicCatalog;
import dev.varve.tools.output.Amount;
import dev.varve.tools.output.JsonMembers;
import dev.varve.tools.output.Table;
import dev.varve.tools.output.Table.Column;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One archive: its topics, partitions, ranges, sizes, times, gaps and holes. */
public final class ArchiveListing {
    private final Catalog catalog;
    private final String store;
    private final Map<Id, Instant> firstSeen;

    private ArchiveListing(Catalog catalog, String store, Map<Id, Instant> firstSeen) {
        this.catalog = catalog;
        this.store = store;
        this.firstSeen = firstSeen;
    }

    /**
     * Reads the archive's catalog.
     *
     * @param store where the archive's store is, for people
     */
    public static ArchiveListing read(Archive archive, String store) throws IOException {
        return of(Catalog.read(archive, CatalogOptions.defaults()), store);
    }

    /** As {@link #read}, of a catalog that has been read. */
    public static ArchiveListing of(Catalog catalog, String store) throws IOException {
        return new ArchiveListing(catalog, store, FirstSeen.of(catalog.archive()));
    }

    /** Whether something is missing without explanation, or damaged. */
    public boolean hasFindings() {
        return !catalog.findings().isEmpty()
                || catalog.topics().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .anyMatch(partition -> !partition.holes().isEmpty());
    }

    /** Whether something could not be read because it needs a newer release; other findings may follow from it. */
    public boolean needsNewerRelease() {
        return catalog.findings().stream().map(Finding::kind).anyMatch(FindingKind.UNSUPPORTED_OBJECT::equals);
    }

    /** How many findings there are, each hole counted as one. */
    public long findingCount() {
        long holes = catalog.topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .mapToLong(partition -> partition.holes().size())
                .sum();
        return holes + catalog.findings().size();
    }

    /** A table of topics, two lines each. */
    public List<String> topics() {
        return text(false);
    }

    /** A table of topics, and what each partition covers. */
    public List<String> topicsAndPartitions() {
        return text(true);
    }

    private List<String> text(boolean withPartitions) {
        Archive archive = catalog.archive();
        ArchiveIdentity identity = archive.identity();
        List<String> lines = new ArrayList<>();
        lines.add("Archive " + archive.name() + " in " + store);
        lines.add("of cluster " + identity.sourceClusterId() + ", created "
                + Amount.second(identity.created().toEpochMilli()) + " UTC");
        lines.add("");
        if (catalog.topics().isEmpty()) {
            lines.add("No topics yet.");
            return lines;
        }
        Table table = new Table(
                Column.text("TOPIC"),
                Column.number("PARTITIONS"),
                Column.number("RECORDS"),
                Column.number("STORED"),
                Column.number("ORIGINAL"),
                Column.number("RATIO"),
                Column.text("OLDEST RECORD"),
                Column.text("NEWEST RECORD"));
        for (TopicCatalog topic : catalog.topics()) {
            addTopic(table, new TopicText(topic, firstSeen.get(topic.topicId())), withPartitions);
        }
        lines.addAll(table.lines());
        lines.add("");
        lines.add(sums());
        return lines;
    }

    private static void addTopic(Table table, TopicText topic, boolean withPartitions) {
        RecordTotals totals = topic.catalog().totals();
        boolean empty = totals.records() == 0;
        table.row(
                topic.catalog().topic(),
                Amount.count(topic.partitionCount()),
                topic.records(),
                Amount.bytes(totals.storedBytes()),
                Amount.bytes(totals.recordBytes()),
                Amount.ratio(totals.recordBytes(), totals.storedBytes()),
                empty ? "-" : Amount.minute(totals.minTimestamp()),
                empty ? "-" : Amount.minute(totals.maxTimestamp()));
        topic.lines(withPartitions).forEach(line -> table.line("  " + line));
    }

    private String sums() {
        RecordTotals totals =
                catalog.topics().stream().map(TopicCatalog::totals).reduce(RecordTotals.NONE, RecordTotals::plus);
        boolean exact = catalog.topics().stream().allMatch(TopicText::isExact);
        return Amount.count(catalog.topics().size(), "topic") + ", " + (exact ? "" : "at most ")
                + Amount.count(totals.records(), "record") + " in " + Amount.count(catalog.segmentCount(), "segment")
                + ": "
                + Amount.bytes(catalog.storedBytes()) + " stored, " + Amount.bytes(totals.recordBytes())
                + " original, ratio " + Amount.ratio(totals.recordBytes(), catalog.storedBytes()) + ". Times are UTC.";
    }

    /** Everything, with all partitions. */
    public JsonMembers json() {
        Archive archive = catalog.archive();
        RecordTotals totals =
                catalog.topics().stream().map(TopicCatalog::totals).reduce(RecordTotals.NONE, RecordTotals::plus);
        return new JsonMembers()
                .put("store", store)
                .put("archive", archive.name())
                .put("archiveId", archive.identity().archiveId().hex())
                .put("sourceClusterId", archive.identity().sourceClusterId())
                .put("created", archive.identity().created())
                .put("segments", catalog.segmentCount())
                .put("storedBytes", catalog.storedBytes())
                .put("records", totals.records())
                .put("recordsExact", catalog.topics().stream().allMatch(TopicText::isExact))
                .put("recordBytes", totals.recordBytes())
                .put("topics", topicsJson())
                .put(
                        "writers",
                        catalog.writers().stream().map(ListingJson::writer).toList())
                .put(
                        "findings",
                        catalog.findings().stream().map(ListingJson::finding).toList());
    }

    private List<?> topicsJson() {
        return catalog.topics().stream()
                .map(topic -> new TopicText(topic, firstSeen.get(topic.topicId())))
                .map(ListingJson::topic)
                .toList();
    }
}
