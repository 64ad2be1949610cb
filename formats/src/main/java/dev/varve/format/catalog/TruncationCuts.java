// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.block.RunHeader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the truncations of a partition leave of its other entries: FORMAT.md section 12, step 1. */
final class TruncationCuts {
    private final List<RunHeader> ascendingStart = new ArrayList<>();

    TruncationCuts(Iterable<RunHeader> truncations) {
        truncations.forEach(ascendingStart::add);
        ascendingStart.sort(Comparator.comparingLong(RunHeader::start));
    }

    /** The offset from which on an entry no longer holds; {@link Long#MAX_VALUE} if it holds as a whole. */
    long cutOf(RunHeader entry) {
        for (RunHeader truncation : ascendingStart) {
            if (entry.leaderEpoch() <= truncation.leaderEpoch() && entry.readAt() < truncation.readAt()) {
                return truncation.start();
            }
        }
        return Long.MAX_VALUE;
    }
}
