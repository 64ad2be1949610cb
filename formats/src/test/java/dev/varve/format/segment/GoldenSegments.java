// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.GapCause;
import dev.varve.format.block.TestChunks;
import dev.varve.format.codec.Compressor;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RecordHeader;
import dev.varve.format.record.TimestampType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the golden segments of format version 1 hold. Never changed: a change of the format adds segments. */
public final class GoldenSegments {

    private static final int BLOCK_SIZE = 600;
    private static final long READ_AT = 1_767_225_660_000L;
    private static final TopicPartitionId ORDERS =
            new TopicPartitionId("orders", Id.fromHex("6f1b0c5e8a3d4f2f9e7b1a2c3d4e5f60"), 0);

    private final SegmentLayout layout;
    private final Supplier<Compressor> compressor;
    private final TestChunks encoder = new TestChunks();
    private final List<Chunk> chunks = new ArrayList<>();
    private final Map<TopicPartitionId, List<ArchivedRecord>> records = new TreeMap<>();

    private GoldenSegments(SegmentLayout layout, Supplier<Compressor> compressor) {
        this.layout = layout;
        this.compressor = compressor;
    }

    /** All of them by file name. */
    public static Map<String, GoldenSegments> all() {
        Map<String, GoldenSegments> all = new TreeMap<>();
        all.put("own.vsg", ofOneTopic(() -> Compressor.zstd(1)));
        all.put("none.vsg", ofOneTopic(Compressor::none));
        all.put("mixed.vsg", ofManyTopics());
        all.put("entries.vsg", withoutRecords());
        all.put("numbers.vsg", ofLargeNumbers());
        return all;
    }

    /** The records of each partition, in their order. */
    public Map<TopicPartitionId, List<ArchivedRecord>> records() {
        return records;
    }

    public List<Chunk> chunks() {
        return chunks;
    }

    /** The segment as it is written today. */
    public byte[] bytes() throws IOException {
        return TestSegments.write(layout, compressor.get(), BLOCK_SIZE, chunks);
    }

    private static GoldenSegments ofOneTopic(Supplier<Compressor> compressor) {
        GoldenSegments golden = new GoldenSegments(SegmentLayout.OWN, compressor);
        golden.add(
                ORDERS,
                0,
                record(0, "key", "value"),
                record(1, null, "no key"),
                record(2, "", ""),
                record(5, "tombstone", null),
                record(6, null, null));
        golden.add(
                ORDERS,
                10,
                record(10, "k", "v", header("a", "1"), header("a", "2"), header("a", null), header("", "")),
                record(11, "k", "v", header("schlüssel-鍵", "x")));
        for (int i = 20; i < 40; i++) {
            golden.add(ORDERS, i, record(i, "user-" + i % 3, "{\"id\":" + i + ",\"state\":\"PAID\",\"amount\":1999}"));
        }
        TopicPartitionId second = new TopicPartitionId("orders", ORDERS.topicId(), 1);
        golden.add(second, 100, logAppendTime(100, 7), logAppendTime(101, 5));
        return golden;
    }

    private static GoldenSegments ofManyTopics() {
        GoldenSegments golden = new GoldenSegments(SegmentLayout.MIXED, () -> Compressor.zstd(3));
        String[] topics = {"a", "A", "_a", ".a", "a.", "t".repeat(249)};
        for (int topic = 0; topic < topics.length; topic++) {
            for (int partition = 0; partition < 4; partition++) {
                Id id = topic == 0 ? Id.ZERO : new Id(topic, -topic);
                golden.add(
                        new TopicPartitionId(topics[topic], id, partition),
                        3,
                        record(3, "k", "some text, some text, some text " + partition),
                        record(4, "k", "some text, some text, some text " + topic));
            }
        }
        return golden;
    }

    private static GoldenSegments withoutRecords() {
        GoldenSegments golden = new GoldenSegments(SegmentLayout.OWN, () -> Compressor.zstd(1));
        golden.chunks.add(Chunk.gap(ORDERS, new OffsetRange(0, 7), GapCause.BEFORE_FIRST_BACKUP, -1, READ_AT, 7));
        golden.chunks.add(Chunk.empty(ORDERS, new OffsetRange(7, 9), 1, TimestampType.CREATE_TIME, READ_AT));
        golden.add(ORDERS, 9, record(9, "k", "v"));
        golden.chunks.add(Chunk.gap(ORDERS, new OffsetRange(10, 20), GapCause.RETENTION, 2, READ_AT, 20));
        golden.chunks.add(Chunk.gap(ORDERS, new OffsetRange(20, 21), GapCause.RECORDS_DELETED, 2, READ_AT, 21));
        golden.chunks.add(Chunk.gap(ORDERS, new OffsetRange(21, 22), GapCause.UNKNOWN, 2, READ_AT, -1));
        golden.chunks.add(Chunk.truncated(ORDERS, 9, 22, 3, READ_AT, 0));
        golden.chunks.add(Chunk.empty(ORDERS, new OffsetRange(9, 30), 3, TimestampType.NONE, READ_AT));
        golden.chunks.add(Chunk.deleted(ORDERS, 30, 3, READ_AT));
        return golden;
    }

    private static GoldenSegments ofLargeNumbers() {
        GoldenSegments golden = new GoldenSegments(SegmentLayout.OWN, Compressor::none);
        TopicPartitionId last = new TopicPartitionId("orders", new Id(-1, -1), Integer.MAX_VALUE);
        golden.add(
                last,
                0,
                at(127, -1),
                at(128 + 128, 0),
                at(1L << 35, Long.MAX_VALUE),
                at(1L << 62, Long.MIN_VALUE),
                at(Long.MAX_VALUE - 1, 1_767_225_600_000L));
        golden.add(
                new TopicPartitionId("orders", last.topicId(), 0),
                5,
                record(5, "k".repeat(300), "long value ".repeat(2000), header("h".repeat(200), "v".repeat(20_000))));
        return golden;
    }

    private void add(TopicPartitionId partition, long start, ArchivedRecord... added) {
        List<ArchivedRecord> list = List.of(added);
        chunks.add(encoder.of(partition, list, start, list.get(list.size() - 1).offset() + 1, READ_AT));
        records.computeIfAbsent(partition, id -> new ArrayList<>()).addAll(list);
    }

    private static ArchivedRecord record(
            long offset, @Nullable String key, @Nullable String value, RecordHeader... headers) {
        return new ArchivedRecord(
                offset,
                1_767_225_600_000L + offset,
                TimestampType.CREATE_TIME,
                1,
                bytes(key),
                bytes(value),
                List.of(headers));
    }

    private static ArchivedRecord logAppendTime(long offset, long timestamp) {
        return new ArchivedRecord(offset, timestamp, TimestampType.LOG_APPEND_TIME, 4, null, bytes("v"), List.of());
    }

    private static ArchivedRecord at(long offset, long timestamp) {
        return TestChunks.record(offset, timestamp, Integer.MAX_VALUE, null);
    }

    private static RecordHeader header(String key, @Nullable String value) {
        return new RecordHeader(key, bytes(value));
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
