// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.scripted;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.ChunkEncoder;
import dev.varve.format.block.GapCause;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RecordHeader;
import dev.varve.format.record.TimestampType;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What every partition holds, as a pure function: chunk after chunk of ten offsets each, with gaps, empty chunks, absent offsets and
 * changes of the leader epoch.
 *
 * @param topics names; each has {@code partitions} partitions
 * @param chunks per partition
 * @param valueSize of records in the first topic; others are small
 */
public record Script(List<String> topics, int partitions, int chunks, int valueSize) implements Serializable {
    private static final int OFFSETS = 10;

    public Script {
        topics = List.copyOf(topics);
    }

    public int partitionCount() {
        return topics.size() * partitions;
    }

    /** The partition with that number, counted over all topics. */
    public TopicPartitionId partition(int number) {
        String topic = topics.get(number / partitions);
        return new TopicPartitionId(topic, new Id(7, topic.hashCode()), number % partitions);
    }

    /** One past the last offset of every partition. */
    public long end() {
        return (long) chunks * OFFSETS;
    }

    public Chunk chunk(int number, int sequence) {
        TopicPartitionId partition = partition(number);
        long start = (long) sequence * OFFSETS;
        long readAt = 1_700_000_000_000L + sequence;
        int epoch = sequence / 6;
        if (isGap(sequence)) {
            OffsetRange range = new OffsetRange(start, start + OFFSETS);
            return Chunk.gap(partition, range, GapCause.RETENTION, epoch, readAt, start + OFFSETS);
        }
        ChunkEncoder encoder = new ChunkEncoder();
        encoder.begin(partition, epoch, TimestampType.CREATE_TIME, start);
        for (ArchivedRecord record : records(number, sequence)) {
            record.headers().forEach(header -> encoder.header(header.key(), header.value()));
            encoder.append(record.offset(), record.timestamp(), buffer(record.key()), buffer(record.value()));
        }
        return encoder.finish(start + OFFSETS, readAt);
    }

    /** Everything that a partition holds before an offset at the end of a chunk. */
    public List<ArchivedRecord> recordsBefore(int number, long end) {
        List<ArchivedRecord> records = new ArrayList<>();
        for (int sequence = 0; (long) sequence * OFFSETS < end; sequence++) {
            if (!isGap(sequence)) {
                records.addAll(records(number, sequence));
            }
        }
        return records;
    }

    private static boolean isGap(int sequence) {
        return sequence % 11 == 3;
    }

    private List<ArchivedRecord> records(int number, int sequence) {
        List<ArchivedRecord> records = new ArrayList<>();
        boolean empty = sequence % 7 == 5;
        for (int i = 0; i < OFFSETS && !empty; i++) {
            if (i % 4 != 1) {
                records.add(record(number, (long) sequence * OFFSETS + i, sequence / 6));
            }
        }
        return records;
    }

    private ArchivedRecord record(int number, long offset, int epoch) {
        Random random = new Random(number * 1_000_003L + offset);
        byte[] key = ("key-" + number + "-" + offset).getBytes(UTF_8);
        byte[] value = new byte[number / partitions == 0 ? valueSize : random.nextInt(50)];
        random.nextBytes(value);
        List<RecordHeader> headers = offset % 3 == 0
                ? List.of(new RecordHeader("h", new byte[] {1}), new RecordHeader("h", null))
                : List.of();
        return new ArchivedRecord(
                offset,
                1_600_000_000_000L + offset * 17,
                TimestampType.CREATE_TIME,
                epoch,
                offset % 5 == 0 ? null : key,
                offset % 9 == 8 ? null : value,
                headers);
    }

    private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }
}
