// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import java.util.List;

/**
 * One pass through a segment, from its start to its end, for all splits that need it next.
 *
 * @param segment name relative to the archive
 */
record SegmentVisit(String segment, List<Part> parts) {

    /**
     * What one split takes from the segment.
     *
     * @param steps by ascending block
     */
    record Part(SplitSteps split, List<Step> steps) {
        /** Whether nothing of the split is left to read after this. */
        boolean isLast() {
            List<Step> all = split.all();
            return all.get(all.size() - 1).end() == steps.get(steps.size() - 1).end();
        }
    }
}
