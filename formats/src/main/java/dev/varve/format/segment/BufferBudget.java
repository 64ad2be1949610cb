// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits what all open segment writers of one thread hold in memory together. When a writer takes a chunk beyond the
 * limit, the largest partition buffers of any of the writers are written as blocks of their own, until the sum fits.
 * For one thread, as the writers that share it.
 */
public final class BufferBudget {

    private final long limit;
    private final List<SegmentWriter> writers = new ArrayList<>();
    private long used;

    /**
     * Creates a budget.
     *
     * @param limit in bytes; what one chunk holds comes on top
     */
    public BufferBudget(long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("Invalid buffer budget: " + limit + ", need at least 0 bytes");
        }
        this.limit = limit;
    }

    public long limit() {
        return limit;
    }

    /** Bytes that the writers hold now. */
    public long used() {
        return used;
    }

    void register(SegmentWriter writer) {
        writers.add(writer);
    }

    void unregister(SegmentWriter writer) {
        writers.remove(writer);
    }

    void add(long bytes) {
        used += bytes;
    }

    void release(long bytes) {
        used -= bytes;
    }

    /** Writes buffers until the sum fits. An exception comes from the stream of any of the writers. */
    void enforce() throws IOException {
        while (used > limit) {
            PartitionBuffer largest = null;
            for (SegmentWriter writer : writers) {
                largest = writer.largerOf(largest);
            }
            if (largest == null) {
                return;
            }
            largest.writer().writeAlone(largest);
        }
    }
}
