// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.TopicPartitionId;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.CatalogOptions;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RecordHeader;
import dev.varve.format.record.TimestampType;
import dev.varve.tools.SampleArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's verdict is worth something only if it notices every kind of difference. */
class ComparisonTest {
    private static final int RECORDS = 40;

    @TempDir
    Path directory;

    private final DemoTopic topic = ordersInOnePartition();
    private final ExpectedRecords expected = new ExpectedRecords(1);
    private final List<ArchivedRecord> archived = new ArrayList<>();

    ComparisonTest() {
        for (int number = 0; number < RECORDS; number++) {
            SampleRecord sent = topic.record(number);
            long offset = 3L * number;
            expected.add(number, sent, offset, sent.timestamp());
            archived.add(archived(sent, offset));
        }
    }

    private static DemoTopic ordersInOnePartition() {
        ShopRecords shop = new ShopRecords(1, SampleArchive.NOW.toEpochMilli());
        return new DemoTopic("orders", 1, Map.of(), RECORDS, 0, number -> inPartition0(shop.order(number)), "");
    }

    private static SampleRecord inPartition0(SampleRecord record) {
        return new SampleRecord(0, record.timestamp(), record.key(), record.value(), record.headers());
    }

    private static ArchivedRecord archived(SampleRecord sent, long offset) {
        List<RecordHeader> headers = sent.headers().stream()
                .map(header -> new RecordHeader(header.key(), header.value()))
                .toList();
        return archived(offset, sent.timestamp(), sent.key(), sent.value(), headers);
    }

    private static ArchivedRecord archived(
            long offset, long timestamp, byte @Nullable [] key, byte @Nullable [] value, List<RecordHeader> headers) {
        return new ArchivedRecord(offset, timestamp, TimestampType.CREATE_TIME, 0, key, value, headers);
    }

    private Comparison.TopicResult compare() throws IOException {
        SampleArchive sample = new SampleArchive(directory);
        TopicPartitionId orders = sample.topic("orders");
        sample.commit(sample.data(orders, 0, 3 * RECORDS, archived));
        Catalog catalog = Catalog.read(sample.archive(), CatalogOptions.defaults());
        return new Comparison(catalog, Map.of(topic, orders.topicId())).compare(topic, expected);
    }

    private String difference() throws IOException {
        return compare().difference();
    }

    @Test
    void findsEqualRecordsEqual() throws IOException {
        assertThat(compare().difference()).isEmpty();
        assertThat(new Object[] {expected.recordCount(), expected.bytes() > 0}).containsExactly((long) RECORDS, true);
    }

    @Test
    void noticesMissingRecord() throws IOException {
        archived.remove(7);

        assertThat(difference()).isEqualTo("orders-0 offset 21: expected next, found offset 24");
    }

    @Test
    void noticesMissingLastRecord() throws IOException {
        archived.remove(RECORDS - 1);

        assertThat(difference()).isEqualTo("orders-0 offset 117: not in the archive");
    }

    @Test
    void noticesRecordOfAbortedTransaction() throws IOException {
        archived.add(archived(topic.record(3), 118));

        assertThat(difference()).isEqualTo("orders-0 offset 118: in the archive, but never committed");
    }

    @Test
    void noticesSwappedRecords() throws IOException {
        ArchivedRecord first = archived.get(1);
        ArchivedRecord second = archived.get(2);
        archived.set(1, archived(topic.record(2), first.offset()));
        archived.set(2, archived(topic.record(1), second.offset()));

        assertThat(difference()).startsWith("orders-0 offset 3: ");
    }

    @Test
    void noticesEmptyKeyForNullKey() throws IOException {
        ArchivedRecord record = archived.get(7);
        assertThat(record.key()).isNull();
        archived.set(7, archived(record.offset(), record.timestamp(), new byte[0], record.value(), record.headers()));

        assertThat(difference()).isEqualTo("orders-0 offset 21: key differs");
    }

    @Test
    void noticesNullValue() throws IOException {
        ArchivedRecord record = archived.get(9);
        archived.set(9, archived(record.offset(), record.timestamp(), record.key(), null, record.headers()));

        assertThat(difference()).isEqualTo("orders-0 offset 27: value differs");
    }

    @Test
    void noticesTimestamp() throws IOException {
        ArchivedRecord record = archived.get(9);
        archived.set(
                9, archived(record.offset(), record.timestamp() + 1, record.key(), record.value(), record.headers()));

        assertThat(difference()).startsWith("orders-0 offset 27: timestamp differs: expected ");
    }

    @Test
    void noticesDroppedRepeatedHeader() throws IOException {
        ArchivedRecord record = archived.get(9);
        List<RecordHeader> headers = new ArrayList<>(record.headers());
        headers.remove(1);
        archived.set(9, archived(record.offset(), record.timestamp(), record.key(), record.value(), headers));

        assertThat(difference()).isEqualTo("orders-0 offset 27: headers differ");
    }

    @Test
    void noticesEmptyHeaderValueForNull() throws IOException {
        ArchivedRecord record = archived.get(8);
        List<RecordHeader> headers = new ArrayList<>(record.headers());
        assertThat(headers.get(3).value()).isNull();
        headers.set(3, new RecordHeader(headers.get(3).key(), new byte[0]));
        archived.set(8, archived(record.offset(), record.timestamp(), record.key(), record.value(), headers));

        assertThat(difference()).isEqualTo("orders-0 offset 24: headers differ");
    }
}
