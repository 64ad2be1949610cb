// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import dev.varve.format.FormatLimits;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ContentDigest;
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
        RunHeader later = next.header();
        return header.isData()
                && later.isData()
                && header.end() == later.start()
                && header.leaderEpoch() == later.leaderEpoch()
                && header.timestampType() == later.timestampType()
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
        RunHeader later = next.header();
        ContentDigest digest = header.digest().join(later.digest());
        RunHeader timed = header.recordCount() == 0 ? later : header;
        RunHeader timedToo = later.recordCount() == 0 ? header : later;
        header = new RunHeader(
                RunKind.DATA,
                null,
                header.timestampType(),
                header.partition(),
                header.leaderEpoch(),
                header.start(),
                later.end(),
                later.readAt(),
                Math.min(timed.minTimestamp(), timedToo.minTimestamp()),
                Math.max(timed.maxTimestamp(), timedToo.maxTimestamp()),
                header.recordBytes() + later.recordBytes(),
                Math.max(header.largestRecord(), later.largestRecord()),
                digest,
                -1);
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
