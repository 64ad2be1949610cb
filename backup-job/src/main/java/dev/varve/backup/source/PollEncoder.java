// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.OffsetRange;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.ChunkEncoder;
import dev.varve.format.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.header.Header;

/**
 * Turns what one poll gave for one partition into chunks that cover every offset from the cursor's position to the next one.
 *
 * <p>On the hot path: no allocation of its own per record, headers are only touched where there are some. For one thread.
 */
final class PollEncoder {
    private final ChunkEncoder encoder = new ChunkEncoder();
    private final long chunkBytes;

    PollEncoder(long chunkBytes) {
        this.chunkBytes = chunkBytes;
    }

    /**
     * Encodes.
     *
     * @param records ascending, from the cursor's position on; those at or after the cursor's end are left out
     * @param next the consumer's position after them, with the leader epoch of the batch before it
     * @param clockMillis time of the poll
     * @throws EpochWentBackException if a record has a lower leader epoch than one before it
     */
    void encode(
            Cursor cursor,
            List<ConsumerRecord<ByteBuffer, ByteBuffer>> records,
            OffsetAndMetadata next,
            long clockMillis,
            Consumer<ReadChunk> out)
            throws EpochWentBackException {
        long readAt = cursor.nextReadAt(clockMillis);
        long end = Math.min(next.offset(), cursor.end());
        TimestampType type = TimestampType.CREATE_TIME;
        int index = 0;
        while (index < records.size() && records.get(index).offset() < end) {
            ConsumerRecord<ByteBuffer, ByteBuffer> first = records.get(index);
            int epoch = epoch(first);
            type = type(first);
            requireNotBelow(cursor, epoch, first.offset());
            if (epoch != cursor.leaderEpoch() && first.offset() > cursor.position()) {
                // Whoever had a record there read it under an epoch that is not above the old one.
                out.accept(cursor.read(empty(cursor, first.offset(), cursor.leaderEpoch(), type, readAt)));
            }
            encoder.begin(cursor.partition(), epoch, type, cursor.position());
            int stop = append(records, index, end);
            long chunkEnd = stop < records.size() ? Math.min(records.get(stop).offset(), end) : end;
            boolean last = chunkEnd == end;
            long lastOffset = records.get(stop - 1).offset();
            if (last && marksNewEpoch(next, epoch, end) && end > lastOffset + 1) {
                chunkEnd--;
            }
            out.accept(cursor.read(encoder.finish(chunkEnd, readAt)));
            index = stop;
        }
        passMarkers(cursor, next, end, type, readAt, out);
    }

    /** Appends records from an index on while they fit into one chunk; returns the index of the first that is left. */
    private int append(List<ConsumerRecord<ByteBuffer, ByteBuffer>> records, int from, long end) {
        ConsumerRecord<ByteBuffer, ByteBuffer> first = records.get(from);
        int epoch = epoch(first);
        int index = from;
        ConsumerRecord<ByteBuffer, ByteBuffer> record = first;
        do {
            for (Header header : record.headers().toArray()) {
                encoder.header(header.key(), header.value());
            }
            encoder.append(record.offset(), record.timestamp(), record.key(), record.value());
            index++;
            if (index == records.size() || encoder.encodedBytes() >= chunkBytes) {
                return index;
            }
            record = records.get(index);
        } while (epoch(record) == epoch && record.timestampType() == first.timestampType() && record.offset() < end);
        return index;
    }

    /**
     * Covers what lies between the last record and the next position: transaction markers, aborted records, what compaction left of a
     * batch. The last of these offsets belongs to a batch whose epoch is known. It gets a chunk of its own where that epoch is new:
     * taken over it would claim offsets that were read under the old one, left out it would make the next start see a truncation.
     */
    private static void passMarkers(
            Cursor cursor, OffsetAndMetadata next, long end, TimestampType type, long readAt, Consumer<ReadChunk> out) {
        boolean newEpoch = marksNewEpoch(next, cursor.leaderEpoch(), end);
        if (newEpoch && end - 1 > cursor.position()) {
            out.accept(cursor.read(empty(cursor, end - 1, cursor.leaderEpoch(), type, readAt)));
        }
        if (end > cursor.position()) {
            int epoch = newEpoch ? next.leaderEpoch().orElse(cursor.leaderEpoch()) : cursor.leaderEpoch();
            out.accept(cursor.read(empty(cursor, end, epoch, type, readAt)));
        }
    }

    /** Whether the batch before the next position has a higher epoch, and that position is where the chunk ends. */
    private static boolean marksNewEpoch(OffsetAndMetadata next, int epoch, long end) {
        return next.offset() == end && next.leaderEpoch().orElse(epoch) > epoch;
    }

    private static Chunk empty(Cursor cursor, long end, int epoch, TimestampType type, long readAt) {
        return Chunk.empty(cursor.partition(), new OffsetRange(cursor.position(), end), epoch, type, readAt);
    }

    private static void requireNotBelow(Cursor cursor, int epoch, long offset) throws EpochWentBackException {
        if (epoch < cursor.leaderEpoch() && epoch != PartitionSplit.UNKNOWN_EPOCH) {
            throw new EpochWentBackException(cursor, offset, epoch);
        }
    }

    private static int epoch(ConsumerRecord<?, ?> record) {
        return record.leaderEpoch().orElse(PartitionSplit.UNKNOWN_EPOCH);
    }

    private static TimestampType type(ConsumerRecord<?, ?> record) {
        return switch (record.timestampType()) {
            case CREATE_TIME -> TimestampType.CREATE_TIME;
            case LOG_APPEND_TIME -> TimestampType.LOG_APPEND_TIME;
            case NO_TIMESTAMP_TYPE -> TimestampType.NONE;
        };
    }

    /** Offsets ascend and leader epochs with them: a lower one means that the log is another one. */
    static final class EpochWentBackException extends Exception {
        private final transient Cursor cursor;
        private final long offset;
        private final int leaderEpoch;

        EpochWentBackException(Cursor cursor, long offset, int leaderEpoch) {
            super("Leader epoch of " + cursor.partition() + " went back at offset " + offset + ": expected at least "
                    + cursor.leaderEpoch() + ", found " + leaderEpoch);
            this.cursor = cursor;
            this.offset = offset;
            this.leaderEpoch = leaderEpoch;
        }

        Cursor cursor() {
            return cursor;
        }

        String found() {
            return "the record at offset " + offset + " has leader epoch " + leaderEpoch;
        }
    }
}
