// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import dev.varve.format.FormatLimits;
import dev.varve.format.TopicPartitionId;
import java.util.ArrayList;
import java.util.List;

/**
 * A run that adjacent chunks of one partition join while it waits to be written. Joining keeps the bytes of the chunks;
 * they come together when the block is written. For one thread.
 */
public final class OpenRun {

    /** What offsets and timestamps may grow by at joints. */
    private static final int JOINT_BYTES = 64;

    private final TopicPartitionId partition;
    private final List<Chunk> chunks = new ArrayList<>(1);
    private RunHeader header;
    private long payloadBytes;
    private long encodedBytes;

    /** Begins with one chunk, of any kind. */
    public OpenRun(Chunk first) {
        partition = first.partition();
        header = first.header();
        hold(first);
    }

    /** Whether {@link #join} may take the chunk: data that continues this data with the same epoch and timestamp type. */
    public boolean isContinuedBy(Chunk next) {
        return header.isContinuedBy(next.header())
                && payloadBytes + next.payloadBytes() <= FormatLimits.RAW_BLOCK_BYTES - JOINT_BYTES
                && partition.equals(next.partition());
    }

    /**
     * Extends the run.
     *
     * @throws IllegalArgumentException unless {@link #isContinuedBy} holds
     */
    public void join(Chunk next) {
        if (!isContinuedBy(next)) {
            throw new IllegalArgumentException("Cannot join " + next + " to run " + header);
        }
        header = header.join(next.header());
        hold(next);
    }

    private void hold(Chunk chunk) {
        if (chunk.hasRecords()) {
            chunks.add(chunk);
            payloadBytes += chunk.payloadBytes();
            encodedBytes += chunk.encodedBytes();
        }
    }

    public TopicPartitionId partition() {
        return partition;
    }

    /** The run as it stands now. */
    public RunHeader header() {
        return header;
    }

    public boolean hasRecords() {
        return !chunks.isEmpty();
    }

    /** Bytes that the run adds to the payload of a block, or a little more. */
    public long payloadBytes() {
        return payloadBytes;
    }

    /** Memory that the chunks of the run hold, in bytes. */
    public long encodedBytes() {
        return encodedBytes;
    }

    /** The chunks with records, in their order. */
    List<Chunk> chunks() {
        return chunks;
    }
}
