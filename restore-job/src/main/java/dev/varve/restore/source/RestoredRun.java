// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.OffsetRange;
import dev.varve.format.block.DecodedBlock;
import dev.varve.format.block.RunHeader;
import dev.varve.restore.plan.TimeWindow;
import org.jspecify.annotations.Nullable;

/**
 * What flows from source to sink: the wanted part of one run, or the news that offsets hold nothing to restore. Elements of a split
 * come in offset order, without overlap and without leaving any offset out, from the split's position to its end. They cross from one
 * chained operator to the next by reference.
 *
 * @param covers source offsets that are dealt with once this element is written; the next position is their end
 * @param block holds the records; null if there are none in these offsets
 * @param runIndex of the run in the block
 * @param skipped why records that the archive should have are left out; null if none are
 */
public record RestoredRun(
        RestoreSplit split,
        OffsetRange covers,
        @Nullable DecodedBlock block,
        int runIndex,
        @Nullable Skipped skipped) {

    /**
     * Records that cannot be restored.
     *
     * @param objectName of the damaged segment, relative to the archive
     * @param reason for people
     */
    public record Skipped(String objectName, String reason) {}

    /** Offsets with nothing to restore. */
    public static RestoredRun empty(RestoreSplit split, OffsetRange covers) {
        return new RestoredRun(split, covers, null, 0, null);
    }

    /** Offsets whose records are damaged and left out. */
    public static RestoredRun skipped(RestoreSplit split, OffsetRange covers, Skipped skipped) {
        return new RestoredRun(split, covers, null, 0, skipped);
    }

    /** The part of a run with offsets in {@code covers}. */
    public static RestoredRun of(RestoreSplit split, OffsetRange covers, DecodedBlock block, int runIndex) {
        return new RestoredRun(split, covers, block, runIndex, null);
    }

    /** The header of the run, if there is one and all its records are wanted: then its digest is that of what is sent. */
    public @Nullable RunHeader wholeRun() {
        if (block == null) {
            return null;
        }
        RunHeader run = block.runs().get(runIndex);
        boolean whole = covers.start() <= run.start() && run.end() <= covers.end();
        TimeWindow window = split.window();
        boolean inWindow = run.recordCount() == 0 || window.containsAll(run.minTimestamp(), run.maxTimestamp());
        return whole && inWindow ? run : null;
    }
}
