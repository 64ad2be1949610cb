// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.GapCause;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.GapRange;
import dev.varve.format.catalog.PartitionCatalog;
import dev.varve.format.catalog.RecordTotals;
import dev.varve.format.catalog.TopicCatalog;
import dev.varve.restore.config.TimeRange;
import dev.varve.restore.config.TopicMapping;
import dev.varve.restore.config.TopicMapping.PartitionRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A topic id of the archive that a mapping selects.
 *
 * @param target name of the target topic
 */
record SourceTopic(TopicMapping mapping, String target, Catalog catalog, TopicCatalog topic) {

    /** Which records are wanted. Times finer than a millisecond are rounded up: no record lies between. */
    TimeWindow window() {
        TimeRange range = mapping.timeRange();
        return new TimeWindow(millis(range.from(), Long.MIN_VALUE), millis(range.until(), Long.MAX_VALUE));
    }

    private static long millis(@Nullable Instant time, long otherwise) {
        return time == null ? otherwise : time.plusNanos(999_999).toEpochMilli();
    }

    /** The wanted part of each wanted partition of the archive, ascending. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (PartitionCatalog partition : topic.partitions()) {
            wanted(partition.partition().partition()).ifPresent(range -> parts.add(part(partition, range)));
        }
        return parts;
    }

    private Optional<PartitionRange> wanted(int number) {
        return mapping.partitions().isEmpty()
                ? Optional.of(new PartitionRange(number, 0, Long.MAX_VALUE))
                : mapping.partitions().stream()
                        .filter(range -> range.number() == number)
                        .findFirst();
    }

    private Part part(PartitionCatalog partition, PartitionRange range) {
        long from = Math.max(range.from(), begin(partition));
        long until = Math.min(range.until(), end(partition));
        return new Part(this, partition, Math.min(from, until), until);
    }

    /** Where the archive begins: what the source no longer had at first contact does not count. */
    static long begin(PartitionCatalog partition) {
        long begin = 0;
        for (GapRange gap : partition.gaps()) {
            if (gap.cause() == GapCause.BEFORE_FIRST_BACKUP && gap.offsets().start() == begin) {
                begin = gap.offsets().end();
            }
        }
        return begin;
    }

    /** Where the archive ends. */
    static long end(PartitionCatalog partition) {
        Stream<OffsetRange> explained = Stream.of(
                        partition.covered(),
                        partition.gaps().stream().map(GapRange::offsets).toList(),
                        partition.expired())
                .flatMap(List::stream);
        return explained.mapToLong(OffsetRange::end).max().orElse(0);
    }

    /**
     * The wanted part of one partition.
     *
     * @param from at most {@code until}
     */
    record Part(SourceTopic source, PartitionCatalog partition, long from, long until) {
        TopicPartitionId id() {
            return partition.partition();
        }

        boolean isEmpty() {
            return from == until;
        }

        OffsetRange range() {
            return new OffsetRange(from, until);
        }

        /** Whether the sums of the whole partition are those of this part. */
        boolean isWhole() {
            RecordTotals totals = partition.totals();
            boolean allOffsets = from <= begin(partition) && until >= end(partition);
            boolean allTimes =
                    totals.records() == 0 || source.window().containsAll(totals.minTimestamp(), totals.maxTimestamp());
            return allOffsets && allTimes;
        }

        PlannedPartition planned(RecordTotals totals) {
            return new PlannedPartition(
                    id(),
                    from,
                    until,
                    totals.records(),
                    totals.recordBytes(),
                    totals.storedBytes(),
                    totals.minTimestamp(),
                    totals.maxTimestamp(),
                    totals.largestRecord(),
                    gaps(),
                    within(partition.holes()));
        }

        private List<GapRange> gaps() {
            List<GapRange> gaps = new ArrayList<>();
            for (GapRange gap : partition.gaps()) {
                if (gap.cause() != GapCause.BEFORE_FIRST_BACKUP) {
                    within(List.of(gap.offsets()))
                            .forEach(offsets ->
                                    gaps.add(new GapRange(offsets, gap.cause(), gap.readAt(), gap.logStart())));
                }
            }
            return gaps;
        }

        List<OffsetRange> within(List<OffsetRange> ranges) {
            return ranges.stream()
                    .filter(range -> !isEmpty() && range.overlaps(range()))
                    .map(range -> new OffsetRange(Math.max(from, range.start()), Math.min(until, range.end())))
                    .toList();
        }
    }
}
