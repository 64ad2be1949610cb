// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the archive has of one partition of one topic id.
 *
 * @param covered offsets that runs answer for, merged, ascending
 * @param gaps offsets that no run covers and whose absence has a recorded cause, ascending
 * @param expired offsets dropped on purpose, ascending
 * @param holes offsets that nothing explains, ascending
 * @param truncations in the order in which they were read
 * @param deletedAt position at which the topic id was gone; absent if it was not seen to go
 * @param totals of the runs as read, each offset once
 * @param exact whether {@code totals} is exact; false if a run is read only in part, then it is an upper bound
 * @param runs how many runs are read, in whole or in part
 * @param overlaps offsets that more than one run covers, merged, ascending
 */
public record PartitionCatalog(
        TopicPartitionId partition,
        List<OffsetRange> covered,
        List<GapRange> gaps,
        List<OffsetRange> expired,
        List<OffsetRange> holes,
        List<Truncation> truncations,
        OptionalLong deletedAt,
        RecordTotals totals,
        boolean exact,
        long runs,
        List<OffsetRange> overlaps,
        ResumePoint resumePoint) {

    public PartitionCatalog {
        covered = List.copyOf(covered);
        gaps = List.copyOf(gaps);
        expired = List.copyOf(expired);
        holes = List.copyOf(holes);
        truncations = List.copyOf(truncations);
        overlaps = List.copyOf(overlaps);
    }
}
