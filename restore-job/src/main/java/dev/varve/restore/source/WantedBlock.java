// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.block.DecodedBlock;
import dev.varve.restore.source.RestoredRun.Skipped;
import java.util.ArrayList;
import java.util.List;

/**
 * A block, and what splits want of it.
 *
 * @param index in its segment
 * @param rawLength its bytes before compression
 * @param wants in the order of their offsets for each split
 */
record WantedBlock(int index, int rawLength, List<Want> wants) {

    /**
     * A run that a split wants.
     *
     * @param last whether the split has nothing left to read after it
     */
    record Want(SplitSteps split, Step step, boolean last) {
        private void addTail(List<RestoredRun> elements) {
            if (last && split.tail() != null) {
                elements.add(RestoredRun.empty(split.split(), split.tail()));
            }
        }
    }

    /** The elements of all splits. */
    List<RestoredRun> elements(DecodedBlock decoded) {
        List<RestoredRun> elements = new ArrayList<>(wants.size() + 1);
        for (Want want : wants) {
            want.step().addTo(elements, want.split().split(), decoded);
            want.addTail(elements);
        }
        return elements;
    }

    /** The elements of all splits, if the block cannot be used. */
    List<RestoredRun> elements(Skipped skipped) {
        List<RestoredRun> elements = new ArrayList<>(wants.size() + 1);
        for (Want want : wants) {
            want.step().addTo(elements, want.split().split(), skipped);
            want.addTail(elements);
        }
        return elements;
    }

    /** Refuses a block that has other runs than those which the archive's manifests told of. */
    void requireRunsIn(DecodedBlock decoded, String segment, long position) throws CorruptArchiveException {
        for (Want want : wants) {
            if (!want.step().isIn(decoded, want.split().split().source())) {
                throw new CorruptArchiveException(
                        segment,
                        position,
                        "block " + index + " expected to hold offsets "
                                + want.step().offsets() + " of "
                                + want.split().split().source() + " as run "
                                + want.step().run()
                                + ", as the manifest says, found other runs");
            }
        }
    }
}
