// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.block.RunHeader;
import dev.varve.format.segment.RunEntry;
import java.util.Comparator;

/**
 * An entry of a partition with what decides which one is read.
 *
 * @param runIndex index of the entry in its footer
 * @param stored its share of the stored bytes of its block
 */
record RunCandidate(SegmentRef segment, RunEntry entry, int runIndex, long stored) {
    /** The run that is read comes first: FORMAT.md section 12, step 2. */
    static final Comparator<RunCandidate> READ_FIRST = Comparator.comparingInt(RunCandidate::leaderEpoch)
            .reversed()
            .thenComparing(Comparator.comparingLong(RunCandidate::generation).reversed())
            .thenComparingLong(candidate -> candidate.header().readAt())
            .thenComparing(candidate -> candidate.segment.id())
            .thenComparingInt(RunCandidate::runIndex);

    /** The gap whose cause holds comes first: FORMAT.md section 12, step 3. */
    static final Comparator<RunCandidate> EXPLAINS_FIRST = Comparator.comparingLong(
                    (RunCandidate candidate) -> candidate.header().readAt())
            .thenComparing(candidate -> candidate.segment.id())
            .thenComparingInt(RunCandidate::runIndex);

    RunHeader header() {
        return entry.header();
    }

    private int leaderEpoch() {
        return header().leaderEpoch();
    }

    private long generation() {
        return segment.generation();
    }
}
