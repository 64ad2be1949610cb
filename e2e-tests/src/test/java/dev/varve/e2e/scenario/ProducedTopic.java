// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RecordHeader;
import dev.varve.format.record.TimestampType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A topic and the side that fills it. It keeps what it has sent and where the broker put it, and so knows what an archive must hold. Safe
 * for use by several threads.
 */
public final class ProducedTopic {
    private final TestCluster source;
    private final String name;
    private final Id id;
    private final int partitions;
    private final boolean appendTime;
    private final List<Kept> kept = new ArrayList<>();
    private long texts;

    private record Kept(int partition, ArchivedRecord record) {}

    ProducedTopic(TestCluster source, String name, Id id, int partitions, boolean appendTime) {
        this.source = source;
        this.name = name;
        this.id = id;
        this.partitions = partitions;
        this.appendTime = appendTime;
    }

    public String name() {
        return name;
    }

    public int partitions() {
        return partitions;
    }

    public TopicPartitionId partition(int number) {
        return new TopicPartitionId(name, id, number);
    }

    /** Sends as many small records to a partition, each with a text of its own. */
    public void send(int partition, int count) throws Exception {
        send(texts(partition, count));
    }

    /** As many to each partition. */
    public void sendToAll(int count) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            records.addAll(texts(partition, count));
        }
        send(records);
    }

    /** As many to the first partition of each of these topics, in one go. */
    public static void sendToEach(List<ProducedTopic> topics, int count) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        topics.forEach(topic -> records.addAll(topic.texts(0, count)));
        List<RecordMetadata> places = sendAll(topics.get(0).source.producer(), records);
        for (int i = 0; i < topics.size(); i++) {
            int from = i * count;
            topics.get(i).keep(records.subList(from, from + count), places.subList(from, from + count));
        }
    }

    public void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        keep(records, sendAll(source.producer(), records));
    }

    /** One record as given. */
    public ProducerRecord<byte[], byte[]> record(
            int partition, long timestamp, byte @Nullable [] key, byte @Nullable [] value) {
        return new ProducerRecord<>(name, partition, timestamp, key, value);
    }

    private synchronized List<ProducerRecord<byte[], byte[]>> texts(int partition, int count) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] text = (name + "-" + partition + "-" + texts++).getBytes(UTF_8);
            records.add(record(partition, 1_700_000_000_000L + texts, text, text));
        }
        return records;
    }

    /** Sends in a transaction and aborts it: nothing of it is expected in an archive. */
    public void sendAborted(int partition, int count) throws Exception {
        try (OpenTransaction transaction = begin(partition, count)) {
            transaction.abort();
        }
    }

    public void sendCommitted(int partition, int count) throws Exception {
        try (OpenTransaction transaction = begin(partition, count)) {
            transaction.commit();
        }
    }

    /** Sends in a transaction that stays open. */
    public OpenTransaction begin(int partition, int count) throws Exception {
        KafkaProducer<byte[], byte[]> producer = source.producer(
                Map.of("transactional.id", name + "-" + System.nanoTime(), "transaction.timeout.ms", 600_000));
        producer.initTransactions();
        producer.beginTransaction();
        List<ProducerRecord<byte[], byte[]>> records = texts(partition, count);
        return new OpenTransaction(producer, records, sendAll(producer, records));
    }

    /** A transaction whose producer still runs. */
    public final class OpenTransaction implements AutoCloseable {
        private final KafkaProducer<byte[], byte[]> producer;
        private final List<ProducerRecord<byte[], byte[]>> records;
        private final List<RecordMetadata> places;

        private OpenTransaction(
                KafkaProducer<byte[], byte[]> producer,
                List<ProducerRecord<byte[], byte[]>> records,
                List<RecordMetadata> places) {
            this.producer = producer;
            this.records = records;
            this.places = places;
        }

        public void commit() {
            producer.commitTransaction();
            keep(records, places);
        }

        public void abort() {
            producer.abortTransaction();
        }

        @Override
        public void close() {
            producer.close();
        }
    }

    private static List<RecordMetadata> sendAll(
            KafkaProducer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : records) {
            sent.add(producer.send(record));
        }
        producer.flush();
        List<RecordMetadata> places = new ArrayList<>();
        for (Future<RecordMetadata> each : sent) {
            places.add(each.get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS));
        }
        return places;
    }

    private synchronized void keep(List<ProducerRecord<byte[], byte[]>> records, List<RecordMetadata> places) {
        for (int i = 0; i < records.size(); i++) {
            ProducerRecord<byte[], byte[]> record = records.get(i);
            RecordMetadata place = places.get(i);
            List<RecordHeader> headers = new ArrayList<>();
            for (Header header : record.headers()) {
                headers.add(new RecordHeader(header.key(), header.value()));
            }
            kept.add(new Kept(
                    place.partition(),
                    new ArchivedRecord(
                            place.offset(),
                            appendTime ? place.timestamp() : record.timestamp(),
                            appendTime ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
                            -1,
                            record.key(),
                            record.value(),
                            headers)));
        }
    }

    /** What was sent to a partition and committed, in the order of offsets, without leader epochs. */
    public synchronized List<ArchivedRecord> expected(int partition) {
        return kept.stream()
                .filter(each -> each.partition == partition)
                .map(Kept::record)
                .sorted(Comparator.comparingLong(ArchivedRecord::offset))
                .toList();
    }

    /** The source has lost what was sent from an offset on: it is no longer expected. */
    public synchronized void forgetFrom(int partition, long offset) {
        kept.removeIf(each -> each.partition == partition && each.record.offset() >= offset);
    }

    /** The source has lost these offsets before they were archived. */
    public synchronized void forget(int partition, long from, long until) {
        kept.removeIf(
                each -> each.partition == partition && each.record.offset() >= from && each.record.offset() < until);
    }

    /** Moves the log start, as retention does. */
    public void deleteRecordsBefore(int partition, long offset) throws Exception {
        source.admin()
                .deleteRecords(Map.of(new TopicPartition(name, partition), RecordsToDelete.beforeOffset(offset)))
                .all()
                .get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    public void delete() throws Exception {
        source.delete(name);
    }

    /** The end of the log, also of what no transaction has committed. */
    public long logEnd(int partition) throws Exception {
        TopicPartition asked = new TopicPartition(name, partition);
        return source.admin()
                .listOffsets(Map.of(asked, OffsetSpec.latest()))
                .partitionResult(asked)
                .get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .offset();
    }
}
