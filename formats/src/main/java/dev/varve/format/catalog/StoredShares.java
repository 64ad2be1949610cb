// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.segment.RunEntry;
import dev.varve.format.segment.SegmentFooter;

/** How many stored bytes of its block each run of a segment takes, by its part of the records and their bytes. */
final class StoredShares {
    private static final int BYTES_PER_RECORD = 8;

    private final SegmentFooter footer;
    private final long[] weightOfBlock;

    StoredShares(SegmentFooter footer) {
        this.footer = footer;
        weightOfBlock = new long[footer.blocks().size()];
        for (RunEntry run : footer.runs()) {
            if (run.hasBlock()) {
                weightOfBlock[run.blockIndex()] += weight(run);
            }
        }
    }

    long of(RunEntry run) {
        if (!run.hasBlock()) {
            return 0;
        }
        long stored = footer.blocks().get(run.blockIndex()).length();
        double share = (double) weight(run) / weightOfBlock[run.blockIndex()];
        return Math.round(stored * share);
    }

    private static long weight(RunEntry run) {
        return run.header().recordBytes() + BYTES_PER_RECORD * run.header().recordCount();
    }
}
