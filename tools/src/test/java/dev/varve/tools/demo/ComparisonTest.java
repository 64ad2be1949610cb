// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.tools.SampleArchive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The demo's verdict is worth something only if it notices every kind of difference. */
class ComparisonTest {
    private static final int RECORDS = 40;

    private final DemoTopic topic = ordersInOnePartition();
    private final ExpectedRecords expected = new ExpectedRecords(1);
    private final List<ConsumerRecord<byte[], byte[]>> restored = new ArrayList<>();

    ComparisonTest() {
        for (int number = 0; number < RECORDS; number++) {
            SampleRecord sent = topic.record(number);
            expected.add(number, sent, 3L * number, sent.timestamp());
            restored.add(restored(sent));
        }
    }

    private static DemoTopic ordersInOnePartition() {
        ShopRecords shop = new ShopRecords(1, SampleArchive.NOW.toEpochMilli());
        return new DemoTopic("orders", 1, Map.of(), RECORDS, 0, number -> inPartition0(shop.order(number)), "");
    }

    private static SampleRecord inPartition0(SampleRecord record) {
        return new SampleRecord(0, record.timestamp(), record.key(), record.value(), record.headers());
    }

    private static ConsumerRecord<byte[], byte[]> restored(SampleRecord sent) {
        List<Header> headers = new ArrayList<>();
        sent.headers().forEach(header -> headers.add(new RecordHeader(header.key(), header.value())));
        return restored(sent.timestamp(), TimestampType.CREATE_TIME, sent.key(), sent.value(), headers);
    }

    @SuppressWarnings("NullAway") // Kafka's class takes null keys and values, and does not say so
    private static ConsumerRecord<byte[], byte[]> restored(
            long timestamp, TimestampType type, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {
        return new ConsumerRecord<>(
                "orders",
                0,
                1_000,
                timestamp,
                type,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                key,
                value,
                new RecordHeaders(headers),
                Optional.empty());
    }

    private Comparison.TopicResult compare() {
        return new Comparison(partition -> {
                    assertThat(partition).isEqualTo(new TopicPartition("orders", 0));
                    return restored.iterator();
                })
                .compare(topic, expected);
    }

    private String difference() {
        return compare().difference();
    }

    private static List<Header> headers(ConsumerRecord<byte[], byte[]> record) {
        return new ArrayList<>(List.of(record.headers().toArray()));
    }

    @Test
    void findsEqualRecordsEqual() {
        assertThat(compare()).isEqualTo(new Comparison.TopicResult(topic, expected, RECORDS, ""));
        assertThat(expected.recordCount()).isEqualTo(RECORDS);
    }

    @Test
    void noticesMissingRecord() {
        restored.remove(7);

        assertThat(difference()).startsWith("orders-0 record 7, offset 21 at the source: timestamp differs: expected ");
    }

    @Test
    void noticesMissingLastRecord() {
        restored.remove(RECORDS - 1);

        assertThat(difference()).isEqualTo("orders-0 record 39, offset 117 at the source: not restored");
    }

    @Test
    void noticesRepeatedRecord() {
        restored.add(7, restored(topic.record(6)));

        assertThat(difference()).startsWith("orders-0 record 7, ");
    }

    @Test
    void noticesRecordOfAbortedTransaction() {
        restored.add(restored(topic.record(3)));

        assertThat(difference()).isEqualTo("orders-0 offset 1000: restored, but never committed");
    }

    @Test
    void noticesSwappedRecords() {
        restored.set(1, restored(topic.record(2)));
        restored.set(2, restored(topic.record(1)));

        assertThat(difference()).startsWith("orders-0 record 1, offset 3 at the source: ");
    }

    @Test
    void noticesEmptyKeyForNullKey() {
        ConsumerRecord<byte[], byte[]> record = restored.get(7);
        assertThat(record.key()).isNull();
        restored.set(
                7, restored(record.timestamp(), record.timestampType(), new byte[0], record.value(), headers(record)));

        assertThat(difference()).isEqualTo("orders-0 record 7, offset 21 at the source: key differs");
    }

    @Test
    void noticesNullValue() {
        ConsumerRecord<byte[], byte[]> record = restored.get(9);
        restored.set(9, restored(record.timestamp(), record.timestampType(), record.key(), null, headers(record)));

        assertThat(difference()).isEqualTo("orders-0 record 9, offset 27 at the source: value differs");
    }

    @Test
    void noticesTimeOfTheBroker() {
        ConsumerRecord<byte[], byte[]> record = restored.get(9);
        restored.set(
                9,
                restored(
                        record.timestamp(),
                        TimestampType.LOG_APPEND_TIME,
                        record.key(),
                        record.value(),
                        headers(record)));

        assertThat(difference()).contains("record 9, offset 27 at the source: timestamp differs: expected ");
    }

    @Test
    void noticesDroppedRepeatedHeader() {
        ConsumerRecord<byte[], byte[]> record = restored.get(9);
        List<Header> headers = headers(record);
        headers.remove(1);
        restored.set(9, restored(record.timestamp(), record.timestampType(), record.key(), record.value(), headers));

        assertThat(difference()).isEqualTo("orders-0 record 9, offset 27 at the source: headers differ");
    }

    @Test
    void noticesEmptyHeaderValueForNull() {
        ConsumerRecord<byte[], byte[]> record = restored.get(8);
        List<Header> headers = headers(record);
        assertThat(headers.get(3).value()).isNull();
        headers.set(3, new RecordHeader(headers.get(3).key(), new byte[0]));
        restored.set(8, restored(record.timestamp(), record.timestampType(), record.key(), record.value(), headers));

        assertThat(difference()).isEqualTo("orders-0 record 8, offset 24 at the source: headers differ");
    }
}
