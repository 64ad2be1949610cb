// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.codec.FieldReader;
import dev.varve.format.codec.FieldWriter;
import dev.varve.format.record.ContentDigest;
import dev.varve.format.record.TimestampType;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What one poll gave for one partition: the element that flows from source to sink. Records are encoded already, as one
 * payload of FORMAT.md, section 7; all have one leader epoch and one timestamp type. Immutable.
 */
public final class Chunk {

    /** Estimate of what the objects of a chunk take on the heap besides the array of its payload. */
    private static final int OBJECT_BYTES = 256;

    private static final byte[] NOTHING = new byte[0];

    private final TopicPartitionId partition;
    private final RunHeader header;
    private final byte[] payload;
    private final Edges edges;

    /**
     * What joining needs to know of the records at both ends.
     *
     * @param firstOffset of the first record
     * @param lastOffset of the last record
     * @param firstTimestamp of the first record
     * @param lastTimestamp of the last record
     */
    record Edges(long firstOffset, long lastOffset, long firstTimestamp, long lastTimestamp) {
        static final Edges NONE = new Edges(0, 0, 0, 0);
    }

    private Chunk(TopicPartitionId partition, RunHeader header, byte[] payload, Edges edges) {
        this.partition = partition;
        this.header = header;
        this.payload = payload;
        this.edges = edges;
    }

    /** Takes the payload as its own. */
    static Chunk ofRecords(TopicPartitionId partition, RunHeader header, byte[] payload, Edges edges) {
        return new Chunk(partition, header, payload, edges);
    }

    /**
     * Offsets that were read and hold no record.
     *
     * @param timestampType that of the records before, so that the chunk can join their run
     * @param readAt writer's clock in milliseconds at the poll
     */
    public static Chunk empty(
            TopicPartitionId partition, OffsetRange range, int leaderEpoch, TimestampType timestampType, long readAt) {
        return new Chunk(
                partition,
                RunHeader.empty(timestampType, partition.partition(), leaderEpoch, range, readAt),
                NOTHING,
                Edges.NONE);
    }

    /**
     * Offsets that could not be read and will not come back.
     *
     * @param leaderEpoch of the record before, or -1
     * @param readAt writer's clock in milliseconds when that was found
     * @param logStart log start offset seen at the source, or -1
     */
    public static Chunk gap(
            TopicPartitionId partition,
            OffsetRange range,
            GapCause cause,
            int leaderEpoch,
            long readAt,
            long logStart) {
        RunHeader header = new RunHeader(
                RunKind.GAP,
                cause,
                TimestampType.NONE,
                partition.partition(),
                leaderEpoch,
                range.start(),
                range.end(),
                readAt,
                0,
                0,
                0,
                0,
                ContentDigest.EMPTY,
                logStart);
        return new Chunk(partition, header, NOTHING, Edges.NONE);
    }

    /**
     * The source's log was cut back.
     *
     * @param from first offset that diverged, where reading goes on
     * @param position that had been reached, at least {@code from}
     * @param newEpoch leader epoch of the log that stands now
     * @param readAt writer's clock in milliseconds when that was found
     * @param logStart log start offset seen at the source, or -1
     */
    public static Chunk truncated(
            TopicPartitionId partition, long from, long position, int newEpoch, long readAt, long logStart) {
        RunHeader header = new RunHeader(
                RunKind.TRUNCATED,
                null,
                TimestampType.NONE,
                partition.partition(),
                newEpoch,
                from,
                position,
                readAt,
                0,
                0,
                0,
                0,
                ContentDigest.EMPTY,
                logStart);
        return new Chunk(partition, header, NOTHING, Edges.NONE);
    }

    /**
     * The topic id no longer exists at the source.
     *
     * @param position that had been reached
     * @param leaderEpoch of the record before, or -1
     * @param readAt writer's clock in milliseconds when that was found
     */
    public static Chunk deleted(TopicPartitionId partition, long position, int leaderEpoch, long readAt) {
        RunHeader header = new RunHeader(
                RunKind.DELETED,
                null,
                TimestampType.NONE,
                partition.partition(),
                leaderEpoch,
                position,
                position,
                readAt,
                0,
                0,
                0,
                0,
                ContentDigest.EMPTY,
                -1);
        return new Chunk(partition, header, NOTHING, Edges.NONE);
    }

    public TopicPartitionId partition() {
        return partition;
    }

    public RunHeader header() {
        return header;
    }

    public boolean hasRecords() {
        return header.recordCount() > 0;
    }

    /** Memory that the chunk holds, in bytes. */
    public long encodedBytes() {
        return payload.length + (long) OBJECT_BYTES;
    }

    /** Length of the payload that the chunk alone would make; 0 without records. */
    public int payloadBytes() {
        return payload.length;
    }

    /** Not a copy. */
    byte[] payload() {
        return payload;
    }

    Edges edges() {
        return edges;
    }

    /** Where a section of the payload begins. */
    int sectionPosition(int section) {
        int position = Payload.PREFIX_LENGTH;
        for (int i = 0; i < section; i++) {
            position += sectionLength(i);
        }
        return position;
    }

    /** Length of a section of the payload. */
    int sectionLength(int section) {
        return Payload.sectionLength(payload, 0, section);
    }

    /** Writes the chunk for {@link #readFrom}, as it crosses from one process to another. Not part of the format. */
    public void writeTo(DataOutput out) throws IOException {
        FieldWriter fields = new FieldWriter();
        fields.str16(partition.topic()).id(partition.topicId());
        header.writeTo(fields);
        fields.i64(edges.firstOffset).i64(edges.lastOffset);
        fields.i64(edges.firstTimestamp).i64(edges.lastTimestamp);
        out.writeInt(fields.length());
        out.writeInt(payload.length);
        out.write(fields.array(), 0, fields.length());
        out.write(payload);
    }

    /** Reads what {@link #writeTo} of the same release wrote. */
    public static Chunk readFrom(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        byte[] payload = new byte[in.readInt()];
        in.readFully(bytes);
        in.readFully(payload);
        FieldReader fields = new FieldReader(bytes, 0, bytes.length, "chunk", 0);
        String topic = fields.topicName();
        Id topicId = fields.id();
        RunHeader header = RunHeader.readFrom(fields);
        Edges edges = new Edges(fields.i64(), fields.i64(), fields.i64(), fields.i64());
        fields.end("chunk");
        return new Chunk(new TopicPartitionId(topic, topicId, header.partition()), header, payload, edges);
    }

    @Override
    public String toString() {
        return "Chunk[" + partition + ", " + header + "]";
    }
}
