// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.PartitionCatalog;
import dev.varve.format.catalog.SelectedRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What an archive had when it was read before, and what it has now. */
record CoverageComparison(Catalog before, Catalog now) {

    /**
     * Refuses that records which a split wants were there before and are not now.
     *
     * @param range of the split's offsets
     * @throws MissingRecordsException with the first of them and the segment that had them
     */
    void requireCovered(RestoreSplit split, OffsetRange range) throws IOException {
        TopicPartitionId partition = split.source();
        for (OffsetRange lost : lost(covered(before, partition), range, covered(now, partition))) {
            for (SelectedRun run : before.readPlan(partition, lost)) {
                if (SplitSteps.isWanted(split, run)) {
                    throw new MissingRecordsException(partition, run.part(), run.segmentName());
                }
            }
        }
    }

    private static List<OffsetRange> covered(Catalog catalog, TopicPartitionId partition) {
        return catalog.partition(partition).map(PartitionCatalog::covered).orElse(List.of());
    }

    /** What of {@code ranges} lies in {@code within} and not in {@code left}; lists are disjoint and ascending. */
    private static List<OffsetRange> lost(List<OffsetRange> ranges, OffsetRange within, List<OffsetRange> left) {
        List<OffsetRange> lost = new ArrayList<>();
        int next = 0;
        for (OffsetRange range : ranges) {
            long position = Math.max(range.start(), within.start());
            long end = Math.min(range.end(), within.end());
            while (position < end) {
                while (next < left.size() && left.get(next).end() <= position) {
                    next++;
                }
                long present = next < left.size() ? Math.min(left.get(next).start(), end) : end;
                if (position < present) {
                    lost.add(new OffsetRange(position, present));
                }
                position = next < left.size() ? Math.max(present, left.get(next).end()) : end;
            }
        }
        return lost;
    }
}
