// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.GapCause;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where a split stands according to what was fetched. Every step makes the chunk that explains it, so that no offset is passed without
 * one. For the fetcher's thread.
 */
final class Cursor {
    private final PartitionSplit split;
    private final TopicPartition kafkaPartition;
    private final String splitId;
    private long position;
    private int leaderEpoch;
    private long readAt;
    private long end;

    /** Times in a row that the broker called the position out of range without giving a reason. */
    private int unexplained;

    /** Epoch to ask for instead of the position's while looking for where the log differs. */
    private int probeEpoch = PartitionSplit.UNKNOWN_EPOCH;

    private long lag;

    Cursor(PartitionSplit split) {
        this.split = split;
        this.kafkaPartition = split.kafkaPartition();
        this.splitId = split.splitId();
        this.position = split.position();
        this.leaderEpoch = split.leaderEpoch();
        this.readAt = split.lastReadAt();
        this.end = split.end();
    }

    PartitionSplit split() {
        return split;
    }

    TopicPartitionId partition() {
        return split.partition();
    }

    TopicPartition kafkaPartition() {
        return kafkaPartition;
    }

    String splitId() {
        return splitId;
    }

    long position() {
        return position;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    long end() {
        return end;
    }

    /** The epoch to seek with, so that Kafka notices if the log was cut there. */
    int seekEpoch() {
        return isProbing() ? probeEpoch : leaderEpoch;
    }

    boolean isProbing() {
        return probeEpoch != PartitionSplit.UNKNOWN_EPOCH;
    }

    /** Asks for the end of another epoch with the next seek. */
    void probe(int epoch) {
        probeEpoch = epoch;
    }

    boolean isComplete() {
        return position >= end;
    }

    /** Whether nothing was read yet, and the archive has nothing either. */
    boolean isFirstContact() {
        return split.kind() == SplitKind.MAIN && position == 0;
    }

    /** Notes the lag; returns the one noted before, at first 0. */
    long swapLag(long newLag) {
        long before = lag;
        lag = newLag;
        return before;
    }

    int countUnexplained() {
        return ++unexplained;
    }

    /** Time for the next chunks: the clock, unless that is behind what was written before. Counts up within a partition. */
    long nextReadAt(long clockMillis) {
        return clockMillis > readAt ? clockMillis : readAt + 1;
    }

    /** Moves to the end of a chunk of kind data that begins at the position. */
    ReadChunk read(Chunk chunk) {
        requireAtPosition(chunk.header().start());
        position = chunk.header().end();
        leaderEpoch = chunk.header().leaderEpoch();
        readAt = chunk.header().readAt();
        unexplained = 0;
        return step(chunk, SplitEnd.OPEN);
    }

    /** Passes offsets that cannot be read. After them the epoch is unknown: those who know it are gone. */
    ReadChunk skip(long to, GapCause cause, long now, long logStart) {
        OffsetRange range = new OffsetRange(position, to);
        readAt = nextReadAt(now);
        Chunk gap = Chunk.gap(partition(), range, cause, leaderEpoch, readAt, logStart);
        position = to;
        leaderEpoch = PartitionSplit.UNKNOWN_EPOCH;
        unexplained = 0;
        return step(gap, SplitEnd.OPEN);
    }

    /**
     * Goes back to where the source's log was cut.
     *
     * @param epochThere of the log before that offset
     * @param newEpoch of the log that stands now; runs with a higher one are not taken back
     * @param newEnd of a split that has one
     */
    ReadChunk goBack(long to, int epochThere, int newEpoch, long newEnd, long now, long logStart) {
        readAt = nextReadAt(now);
        Chunk truncated = Chunk.truncated(partition(), to, position, Math.max(newEpoch, leaderEpoch), readAt, logStart);
        position = to;
        leaderEpoch = epochThere;
        end = newEnd;
        unexplained = 0;
        probeEpoch = PartitionSplit.UNKNOWN_EPOCH;
        return step(truncated, SplitEnd.OPEN);
    }

    /** Ends because the topic is gone. Only the partition itself says so in the archive, not its holes. */
    ReadChunk endDeleted(long now) {
        readAt = nextReadAt(now);
        Chunk deleted =
                split.kind() == SplitKind.MAIN ? Chunk.deleted(partition(), position, leaderEpoch, readAt) : null;
        return step(deleted, SplitEnd.DELETED);
    }

    private ReadChunk step(@Nullable Chunk chunk, SplitEnd ended) {
        return new ReadChunk(chunk, position, leaderEpoch, readAt, end, ended);
    }

    private void requireAtPosition(long start) {
        if (start != position) {
            throw new IllegalStateException(
                    "Invalid chunk of " + partition() + ": starts at " + start + ", position is " + position);
        }
    }

    @Override
    public String toString() {
        return split.splitId() + "@" + position;
    }
}
