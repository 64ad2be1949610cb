// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RecordHeader;
import dev.varve.format.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chunks from records and back. */
public final class TestChunks {

    private final ChunkEncoder encoder = new ChunkEncoder();
    private int buffers;

    /** A chunk of records, the first of which gives epoch and type; keys and values come in all kinds of buffers. */
    public Chunk of(TopicPartitionId partition, List<ArchivedRecord> records, long start, long end, long readAt) {
        ArchivedRecord first = records.get(0);
        encoder.begin(partition, first.leaderEpoch(), first.timestampType(), start);
        records.forEach(this::append);
        return encoder.finish(end, readAt);
    }

    /** A chunk of exactly the offsets of the records. */
    public Chunk of(TopicPartitionId partition, List<ArchivedRecord> records) {
        long end = records.get(records.size() - 1).offset() + 1;
        return of(partition, records, records.get(0).offset(), end, 1000);
    }

    public ChunkEncoder encoder() {
        return encoder;
    }

    public void append(ArchivedRecord record) {
        for (RecordHeader header : record.headers()) {
            encoder.header(header.key(), header.value());
        }
        encoder.append(record.offset(), record.timestamp(), buffer(record.key()), buffer(record.value()));
    }

    public static List<ArchivedRecord> records(RecordCursor cursor) {
        List<ArchivedRecord> records = new ArrayList<>();
        while (cursor.next()) {
            records.add(cursor.toRecord());
        }
        return records;
    }

    /** A record with a value only. */
    public static ArchivedRecord record(long offset, long timestamp, int leaderEpoch, byte @Nullable [] value) {
        return new ArchivedRecord(offset, timestamp, TimestampType.CREATE_TIME, leaderEpoch, null, value, List.of());
    }

    private @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        return switch (buffers++ % 4) {
            case 0 -> ByteBuffer.wrap(bytes);
            case 1 ->
                ByteBuffer.allocateDirect(bytes.length + 3)
                        .position(3)
                        .put(bytes)
                        .position(3);
            case 2 -> ByteBuffer.wrap(bytes).asReadOnlyBuffer();
            default ->
                ByteBuffer.allocate(bytes.length + 10)
                        .position(4)
                        .slice()
                        .position(1)
                        .put(bytes)
                        .flip()
                        .position(1);
        };
    }
}
