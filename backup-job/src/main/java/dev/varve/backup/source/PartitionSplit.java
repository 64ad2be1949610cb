// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.job.config.BackupConfig.Mode;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.kafka.common.TopicPartition;

/**
 * A partition of one incarnation of a topic, or a hole in what the archive has of it, and how far it has been read.
 *
 * @param start the hole's first offset; 0 for {@link SplitKind#MAIN}
 * @param position next offset to read
 * @param leaderEpoch of the batch before the position; -1 if unknown
 * @param lastReadAt of the last chunk of this partition, in milliseconds; -1 if there is none. What is read next gets a larger one
 * @param firstContactStart where to begin if nothing has been read yet; what lies before is a gap. 0 to begin where the source does
 * @param end one past the last offset to read; {@link #UNBOUNDED} to go on for ever
 * @param mode of the job that planned the split: a job in the other mode plans anew
 */
record PartitionSplit(
        TopicPartitionId partition,
        SplitKind kind,
        long start,
        long position,
        int leaderEpoch,
        long lastReadAt,
        long firstContactStart,
        long end,
        Mode mode,
        SplitEnd ended)
        implements SourceSplit {

    /** The end of a split that has none. */
    static final long UNBOUNDED = Long.MAX_VALUE;

    /** The leader epoch where none is known. */
    static final int UNKNOWN_EPOCH = -1;

    /** The {@link #lastReadAt} of a partition of which nothing was read yet. */
    static final long NEVER = -1;

    PartitionSplit {
        if (start < 0 || position < start || end < start || firstContactStart < 0) {
            throw new IllegalArgumentException("Invalid split of " + partition + ": start=" + start + ", position="
                    + position + ", end=" + end + ", firstContactStart=" + firstContactStart);
        }
    }

    /** A partition from an offset on, without an end. */
    static PartitionSplit main(TopicPartitionId partition, Mode mode, long position, int leaderEpoch, long lastReadAt) {
        return new PartitionSplit(
                partition, SplitKind.MAIN, 0, position, leaderEpoch, lastReadAt, 0, UNBOUNDED, mode, SplitEnd.OPEN);
    }

    /** A range to read again. */
    static PartitionSplit hole(TopicPartitionId partition, Mode mode, OffsetRange hole, long lastReadAt) {
        return new PartitionSplit(
                partition,
                SplitKind.HOLE,
                hole.start(),
                hole.start(),
                UNKNOWN_EPOCH,
                lastReadAt,
                0,
                hole.end(),
                mode,
                SplitEnd.OPEN);
    }

    PartitionSplit withFirstContactStart(long offset) {
        return new PartitionSplit(partition, kind, start, position, leaderEpoch, lastReadAt, offset, end, mode, ended);
    }

    PartitionSplit withEnd(long newEnd) {
        return new PartitionSplit(
                partition, kind, start, position, leaderEpoch, lastReadAt, firstContactStart, newEnd, mode, ended);
    }

    /** Topic id and number; with the name where the broker has no topic ids, and with the start of a hole. */
    @Override
    public String splitId() {
        String topic = partition.topicId().isZero()
                ? partition.topic() + ":"
                : partition.topicId().base64() + "-";
        return topic + partition.partition() + (kind == SplitKind.HOLE ? "@" + start : "");
    }

    /** As Kafka's clients know it: without the topic id. */
    TopicPartition kafkaPartition() {
        return new TopicPartition(partition.topic(), partition.partition());
    }

    boolean isBounded() {
        return end != UNBOUNDED;
    }

    boolean isComplete() {
        return ended != SplitEnd.OPEN || position >= end;
    }

    @Override
    public String toString() {
        return partition + (kind == SplitKind.HOLE ? " hole " : " ") + "[" + position + ", "
                + (isBounded() ? Long.toString(end) : "") + ")" + (ended == SplitEnd.OPEN ? "" : " " + ended);
    }
}
