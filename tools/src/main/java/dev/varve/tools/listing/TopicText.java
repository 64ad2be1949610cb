// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.listing;

import dev.varve.format.OffsetRange;
import dev.varve.format.archive.TopicDescription;
import dev.varve.format.catalog.GapRange;
import dev.varve.format.catalog.PartitionCatalog;
import dev.varve.format.catalog.RecordTotals;
import dev.varve.format.catalog.TopicCatalog;
import dev.varve.format.catalog.Truncation;
import dev.varve.tools.output.Amount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One topic id in words.
 *
 * @param firstSeen when a backup first described it; null if unknown
 */
record TopicText(TopicCatalog catalog, @Nullable Instant firstSeen) {

    static boolean isExact(TopicCatalog topic) {
        return topic.partitions().stream().allMatch(PartitionCatalog::exact);
    }

    /** Live as far as the backup knows. */
    String state() {
        return catalog.partitions().stream()
                        .anyMatch(partition -> partition.deletedAt().isPresent())
                ? "deleted"
                : "live";
    }

    /** What the description says, or what has entries if that is more. */
    int partitionCount() {
        TopicDescription description = catalog.description();
        int described = description == null ? 0 : description.partitions();
        int highest = catalog.partitions().stream()
                .mapToInt(partition -> partition.partition().partition() + 1)
                .max()
                .orElse(0);
        return Math.max(described, highest);
    }

    String records() {
        return (isExact(catalog) ? "" : "<=") + Amount.count(catalog.totals().records());
    }

    List<String> lines(boolean withPartitions) {
        List<String> lines = new ArrayList<>();
        String id = catalog.topicId().isZero()
                ? "id unknown (broker without topic ids)"
                : "id " + catalog.topicId().base64();
        String seen = firstSeen == null ? "" : ", first seen " + Amount.second(firstSeen.toEpochMilli());
        lines.add(id + ", " + state() + seen);
        if (withPartitions) {
            catalog.partitions().forEach(partition -> lines.addAll(partitionLines(partition)));
        } else {
            lines.addAll(interruptions());
        }
        return lines;
    }

    private List<String> interruptions() {
        List<String> lines = new ArrayList<>();
        List<GapRange> gaps = catalog.partitions().stream()
                .flatMap(partition -> partition.gaps().stream())
                .toList();
        if (!gaps.isEmpty()) {
            Set<String> causes =
                    gaps.stream().map(gap -> Words.of(gap.cause())).collect(Collectors.toCollection(TreeSet::new));
            long offsets =
                    gaps.stream().mapToLong(gap -> gap.offsets().length()).sum();
            lines.add("gaps: " + Amount.count(offsets, "offset") + " in " + Amount.count(gaps.size(), "range") + " ("
                    + String.join(", ", causes) + ")");
        }
        List<OffsetRange> holes = catalog.partitions().stream()
                .flatMap(partition -> partition.holes().stream())
                .toList();
        if (!holes.isEmpty()) {
            long offsets = holes.stream().mapToLong(OffsetRange::length).sum();
            lines.add("HOLES: " + Amount.count(offsets, "offset") + " in " + Amount.count(holes.size(), "range")
                    + " that nothing explains");
        }
        return lines;
    }

    private static List<String> partitionLines(PartitionCatalog partition) {
        List<String> lines = new ArrayList<>();
        RecordTotals totals = partition.totals();
        String covered = partition.covered().isEmpty()
                ? "nothing yet"
                : partition.covered().stream().map(Words::of).collect(Collectors.joining(" "));
        String times = totals.records() == 0
                ? ""
                : ", " + Amount.minute(totals.minTimestamp()) + " to " + Amount.minute(totals.maxTimestamp());
        lines.add("partition " + partition.partition().partition() + ": " + covered + ", "
                + (partition.exact() ? "" : "at most ") + Amount.count(totals.records(), "record") + ", "
                + Amount.bytes(totals.storedBytes()) + " of " + Amount.bytes(totals.recordBytes()) + times);
        for (GapRange gap : partition.gaps()) {
            lines.add("  gap " + Words.of(gap.offsets()) + ": " + Words.of(gap.cause()) + ", found "
                    + Amount.second(gap.readAt()));
        }
        partition.expired().forEach(range -> lines.add("  expired " + Words.of(range)));
        partition.holes().forEach(range -> lines.add("  HOLE " + Words.of(range) + ": nothing explains it"));
        for (Truncation cut : partition.truncations()) {
            lines.add("  source log cut back to " + cut.divergence() + " (had been read to " + cut.reached() + "), "
                    + Amount.second(cut.readAt()));
        }
        partition.deletedAt().ifPresent(position -> lines.add("  topic deleted, had been read to " + position));
        return lines;
    }
}
