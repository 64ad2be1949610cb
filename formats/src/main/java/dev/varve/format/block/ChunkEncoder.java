// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import dev.varve.format.FormatLimits;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ContentDigest;
import dev.varve.format.record.RecordHash;
import dev.varve.format.record.TimestampType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Turns the records of one poll into chunks. Call {@link #begin}; then per record {@link #header} for each of its
 * headers and {@link #append}; then {@link #finish}. A caller that finds {@link #encodedBytes} at the size of a block
 * finishes the chunk and begins the next, so that no chunk has to be cut later.
 *
 * <p>Made for the thread that fetches from Kafka: allocates nothing per record except where its buffers grow, and keeps
 * them from chunk to chunk. For one thread.
 */
public final class ChunkEncoder {

    private static final int INITIAL_CAPACITY = 4 * 1024;
    private static final int KEPT_CAPACITY = 4 * 1024 * 1024;

    /** Most that a record adds to a payload beside its bytes. */
    private static final int RECORD_OVERHEAD = 5 * Column.MAX_VARINT_LENGTH;

    private static final long DIGEST_SEED = 0;

    private final Column offsets = new Column(INITIAL_CAPACITY);
    private final Column timestamps = new Column(INITIAL_CAPACITY);
    private final Column keyLengths = new Column(INITIAL_CAPACITY);
    private final Column valueLengths = new Column(INITIAL_CAPACITY);
    private final Column headers = new Column(INITIAL_CAPACITY);
    private final Column keys = new Column(INITIAL_CAPACITY);
    private final Column values = new Column(INITIAL_CAPACITY);
    private final Column[] sections = {offsets, timestamps, keyLengths, valueLengths, headers, keys, values};

    /** Headers of the next record: as in the payload, and as they are hashed. */
    private final Column pendingHeaders = new Column(INITIAL_CAPACITY);

    private final Column canonicalHeaders = new Column(INITIAL_CAPACITY);
    private int pendingCount;
    private long pendingBytes;

    private final RecordHash hash = new RecordHash(DIGEST_SEED);
    private @Nullable TopicPartitionId partition;
    private TimestampType timestampType = TimestampType.NONE;
    private int leaderEpoch;
    private long start;
    private long expectedOffset;
    private long firstOffset;
    private long firstTimestamp;
    private long lastTimestamp;
    private long count;
    private long minTimestamp;
    private long maxTimestamp;
    private long recordBytes;
    private long largestRecord;
    private long ordered;
    private long unordered;

    /**
     * Begins a chunk.
     *
     * @param leaderEpoch of all records; -1 if unknown
     * @param start first offset that the chunk covers, at most that of the first record
     * @throws IllegalStateException if a chunk was begun and neither finished nor abandoned
     */
    public void begin(TopicPartitionId partition, int leaderEpoch, TimestampType timestampType, long start) {
        if (this.partition != null) {
            throw new IllegalStateException(
                    "Cannot begin a chunk of " + partition + ": one of " + this.partition + " is not finished");
        }
        this.partition = partition;
        this.leaderEpoch = leaderEpoch;
        this.timestampType = timestampType;
        this.start = start;
        expectedOffset = start;
    }

    /**
     * Takes a header of the record that the next {@link #append} gives, in Kafka's order.
     *
     * @param value null differs from empty; copied
     */
    public void header(String key, byte @Nullable [] value) {
        pendingCount++;
        if (!asciiKey(key)) {
            byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
            pendingHeaders.varint(utf8.length);
            pendingHeaders.append(utf8, 0, utf8.length);
            canonicalHeaders.fixedInt(utf8.length);
            canonicalHeaders.append(utf8, 0, utf8.length);
            pendingBytes += utf8.length;
        }
        if (value == null) {
            pendingHeaders.varint(0);
            canonicalHeaders.fixedInt(-1);
        } else {
            pendingHeaders.varint(value.length + 1L);
            pendingHeaders.append(value, 0, value.length);
            canonicalHeaders.fixedInt(value.length);
            canonicalHeaders.append(value, 0, value.length);
            pendingBytes += value.length;
        }
    }

    private boolean asciiKey(String key) {
        int before = pendingHeaders.length();
        pendingHeaders.varint(key.length());
        int text = pendingHeaders.length();
        if (!pendingHeaders.appendAscii(key)) {
            pendingHeaders.cutTo(before);
            return false;
        }
        canonicalHeaders.fixedInt(key.length());
        canonicalHeaders.append(pendingHeaders.bytes(), text, key.length());
        pendingBytes += key.length();
        return true;
    }

    /**
     * Takes a record.
     *
     * @param offset greater than that of the record before
     * @param timestamp milliseconds since 1970, or -1
     * @param key what remains in the buffer, heap or direct; its position does not move; null differs from empty
     * @param value likewise; null is a tombstone
     * @throws IllegalArgumentException if the offset does not ascend or the chunk would be too large for a block; the
     *     chunk is then as before, without the pending headers
     */
    public void append(long offset, long timestamp, @Nullable ByteBuffer key, @Nullable ByteBuffer value) {
        checkRecord(offset, key, value);
        if (count == 0) {
            firstOffset = offset;
            firstTimestamp = timestamp;
            lastTimestamp = 0;
            minTimestamp = timestamp;
            maxTimestamp = timestamp;
        }
        offsets.varint(offset - expectedOffset);
        expectedOffset = offset + 1;
        timestamps.varint(Varint.zigzag(timestamp - lastTimestamp));
        lastTimestamp = timestamp;
        hash.start(timestamp);
        long size = pendingBytes + field(key, keyLengths, keys) + field(value, valueLengths, values);
        headers.varint(pendingCount);
        hash.count(pendingCount);
        if (pendingCount > 0) {
            headers.append(pendingHeaders.bytes(), 0, pendingHeaders.length());
            hash.content(canonicalHeaders.bytes(), 0, canonicalHeaders.length());
            clearPending();
        }
        long recordHash = hash.finish();
        ordered = ContentDigest.fold(ordered, recordHash);
        unordered += recordHash;
        count++;
        recordBytes += size;
        largestRecord = Math.max(largestRecord, size);
        minTimestamp = Math.min(minTimestamp, timestamp);
        maxTimestamp = Math.max(maxTimestamp, timestamp);
    }

    private int field(@Nullable ByteBuffer source, Column lengths, Column contents) {
        if (source == null) {
            lengths.varint(0);
            hash.none();
            return 0;
        }
        int length = source.remaining();
        int position = contents.length();
        lengths.varint(length + 1L);
        contents.append(source, length);
        hash.bytes(contents.bytes(), position, length);
        return length;
    }

    private void checkRecord(long offset, @Nullable ByteBuffer key, @Nullable ByteBuffer value) {
        if (offset < expectedOffset || partition == null) {
            clearPending();
            throw new IllegalArgumentException(
                    "Invalid offset " + offset + " in chunk of " + partition + ": need at least " + expectedOffset);
        }
        long more = RECORD_OVERHEAD + (long) pendingHeaders.length();
        more += key == null ? 0 : key.remaining();
        more += value == null ? 0 : value.remaining();
        if (encodedBytes() + more > FormatLimits.RAW_BLOCK_BYTES) {
            clearPending();
            throw new IllegalArgumentException("Cannot add record at offset " + offset + " of " + partition + ": "
                    + more + " bytes to a chunk of " + encodedBytes() + " bytes, at most "
                    + FormatLimits.RAW_BLOCK_BYTES + " fit");
        }
    }

    /** Number of records since {@link #begin}. */
    public long recordCount() {
        return count;
    }

    /** Bytes of the payload so far. */
    public long encodedBytes() {
        return Payload.PREFIX_LENGTH
                + (long) offsets.length()
                + timestamps.length()
                + keyLengths.length()
                + valueLengths.length()
                + headers.length()
                + keys.length()
                + values.length();
    }

    /**
     * Ends the chunk. It may hold no records.
     *
     * @param end one past the last offset that the chunk covers
     * @param readAt writer's clock in milliseconds at the poll
     * @throws IllegalArgumentException if {@code end} is not beyond the start and the last record; the chunk can still
     *     be finished
     * @throws IllegalStateException if no chunk was begun
     */
    public Chunk finish(long end, long readAt) {
        TopicPartitionId id = partition;
        if (id == null) {
            throw new IllegalStateException("Cannot finish a chunk: none was begun");
        }
        if (end < expectedOffset || end <= start) {
            throw new IllegalArgumentException("Invalid end " + end + " of chunk of " + id + " from " + start
                    + ": need at least " + Math.max(expectedOffset, start + 1));
        }
        Chunk chunk;
        if (count == 0) {
            chunk = Chunk.empty(id, new OffsetRange(start, end), leaderEpoch, timestampType, readAt);
        } else {
            Chunk.Edges edges = new Chunk.Edges(firstOffset, expectedOffset - 1, firstTimestamp, lastTimestamp);
            chunk = Chunk.ofRecords(id, runHeader(id, end, readAt), payload(), edges);
        }
        abandon();
        return chunk;
    }

    private RunHeader runHeader(TopicPartitionId id, long end, long readAt) {
        return new RunHeader(
                RunKind.DATA,
                null,
                timestampType,
                id.partition(),
                leaderEpoch,
                start,
                end,
                readAt,
                minTimestamp,
                maxTimestamp,
                recordBytes,
                Math.toIntExact(largestRecord),
                new ContentDigest(count, ordered, unordered),
                -1);
    }

    private byte[] payload() {
        byte[] payload = new byte[(int) encodedBytes()];
        int position = Payload.PREFIX_LENGTH;
        for (int i = 0; i < sections.length; i++) {
            Column section = sections[i];
            Payload.putSectionLength(payload, i, section.length());
            System.arraycopy(section.bytes(), 0, payload, position, section.length());
            position += section.length();
        }
        return payload;
    }

    /** Forgets the chunk that was begun, if any, and the pending headers. */
    public void abandon() {
        for (Column section : sections) {
            section.clear(KEPT_CAPACITY);
        }
        clearPending();
        partition = null;
        count = 0;
        recordBytes = 0;
        largestRecord = 0;
        ordered = 0;
        unordered = 0;
    }

    private void clearPending() {
        pendingHeaders.clear(KEPT_CAPACITY);
        canonicalHeaders.clear(KEPT_CAPACITY);
        pendingCount = 0;
        pendingBytes = 0;
    }
}
