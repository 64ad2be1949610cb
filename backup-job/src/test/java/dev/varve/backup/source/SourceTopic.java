// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RecordHeader;
import dev.varve.format.record.TimestampType;
import dev.varve.localkafka.KafkaBroker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic and the side that fills it: it knows what it has sent, and so what an archive must hold. */
final class SourceTopic {
    /** Without these a broker deletes records of long ago at once, and refuses those of the future. */
    private static final Map<String, String> KEEPING =
            Map.of("retention.ms", "-1", "message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));

    private final String bootstrapServers;
    private final String name;
    private final Id id;
    private final List<Sent> sent = new ArrayList<>();

    private record Sent(int partition, ArchivedRecord record) {}

    private SourceTopic(String bootstrapServers, String name, Id id) {
        this.bootstrapServers = bootstrapServers;
        this.name = name;
        this.id = id;
    }

    static SourceTopic create(KafkaBroker broker, String name, int partitions) throws Exception {
        return create(broker, name, partitions, Map.of());
    }

    static SourceTopic create(KafkaBroker broker, String name, int partitions, Map<String, String> settings)
            throws Exception {
        Map<String, String> all = new HashMap<>(KEEPING);
        all.putAll(settings);
        try (Admin admin = admin(broker.bootstrapServers())) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(all)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            Await.until(
                    "topic " + name + " exists",
                    () -> admin.listTopics().names().get(30, TimeUnit.SECONDS).contains(name));
            Map<TopicPartition, OffsetSpec> leaders = new HashMap<>();
            for (int partition = 0; partition < partitions; partition++) {
                leaders.put(new TopicPartition(name, partition), OffsetSpec.latest());
            }
            // Before every partition answers, batches of an idempotent producer may be taken out of order.
            admin.listOffsets(leaders).all().get(30, TimeUnit.SECONDS);
        }
        SourceTopic unknown = new SourceTopic(broker.bootstrapServers(), name, Id.ZERO);
        return new SourceTopic(
                broker.bootstrapServers(),
                name,
                SourceCluster.id(unknown.describe().topicId()));
    }

    String name() {
        return name;
    }

    TopicPartitionId partition(int number) {
        return new TopicPartitionId(name, id, number);
    }

    /** Sends as many records, each with a text of its own. */
    void send(int partition, int count) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = name + "-" + partition + "-" + sent.size() + "-" + i;
            records.add(new ProducerRecord<>(
                    name, partition, 1_700_000_000_000L + i, ("k" + text).getBytes(UTF_8), text.getBytes(UTF_8)));
        }
        send(records);
    }

    void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        send(records, Map.of());
    }

    void send(List<ProducerRecord<byte[], byte[]>> records, Map<String, Object> settings) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(settings)) {
            remember(records, sendAll(producer, records));
        }
    }

    /** Sends in a transaction and commits it. */
    void sendCommitted(int partition, int count) throws Exception {
        try (OpenTransaction transaction = begin(partition, count)) {
            transaction.commit();
        }
    }

    /** Sends in a transaction and aborts it: nothing of it is expected in an archive. */
    void sendAborted(int partition, int count) throws Exception {
        try (OpenTransaction transaction = begin(partition, count)) {
            transaction.abort();
        }
    }

    /** Sends in a transaction that stays open. */
    OpenTransaction begin(int partition, int count) throws Exception {
        KafkaProducer<byte[], byte[]> producer =
                producer(Map.of("transactional.id", name + "-" + System.nanoTime(), "transaction.timeout.ms", 600_000));
        producer.initTransactions();
        producer.beginTransaction();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(new ProducerRecord<>(
                    name, partition, 1_700_000_000_000L, null, ("t" + sent.size() + "-" + i).getBytes(UTF_8)));
        }
        List<RecordMetadata> metadata = sendAll(producer, records);
        return new OpenTransaction(producer, records, metadata);
    }

    /** A transaction whose producer still runs. */
    final class OpenTransaction implements AutoCloseable {
        private final KafkaProducer<byte[], byte[]> producer;
        private final List<ProducerRecord<byte[], byte[]>> records;
        private final List<RecordMetadata> metadata;

        OpenTransaction(
                KafkaProducer<byte[], byte[]> producer,
                List<ProducerRecord<byte[], byte[]>> records,
                List<RecordMetadata> metadata) {
            this.producer = producer;
            this.records = records;
            this.metadata = metadata;
        }

        void commit() {
            producer.commitTransaction();
            remember(records, metadata);
        }

        void abort() {
            producer.abortTransaction();
        }

        @Override
        public void close() {
            producer.close();
        }
    }

    /** What an archive must hold of a partition, without leader epochs. */
    List<ArchivedRecord> expected(int partition) {
        return expected(partition, 0);
    }

    List<ArchivedRecord> expected(int partition, long from) {
        return sent.stream()
                .filter(each -> each.partition == partition && each.record.offset() >= from)
                .map(Sent::record)
                .sorted(Comparator.comparingLong(ArchivedRecord::offset))
                .toList();
    }

    /** What was sent from an offset on is lost at the source, and not expected any more. */
    void forgetFrom(int partition, long offset) {
        sent.removeIf(each -> each.partition == partition && each.record.offset() >= offset);
    }

    void delete() throws Exception {
        try (Admin admin = admin(bootstrapServers)) {
            admin.deleteTopics(List.of(name)).all().get(30, TimeUnit.SECONDS);
        }
        Await.until("topic " + name + " is gone", () -> {
            try (Admin admin = admin(bootstrapServers)) {
                return !admin.listTopics().names().get(30, TimeUnit.SECONDS).contains(name);
            }
        });
    }

    void addPartitions(int total) throws Exception {
        try (Admin admin = admin(bootstrapServers)) {
            admin.createPartitions(Map.of(name, NewPartitions.increaseTo(total)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        Await.until(
                "partition " + (total - 1) + " is there",
                () -> describe().partitions().size() == total
                        && describe().partitions().stream().allMatch(each -> each.leader() != null));
    }

    /** Moves the log start, as retention does. */
    void deleteRecordsBefore(int partition, long offset) throws Exception {
        try (Admin admin = admin(bootstrapServers)) {
            admin.deleteRecords(Map.of(new TopicPartition(name, partition), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    /** The end of the log, also of what no transaction has committed. */
    long logEnd(int partition) throws Exception {
        TopicPartition asked = new TopicPartition(name, partition);
        try (Admin admin = admin(bootstrapServers)) {
            return admin.listOffsets(Map.of(asked, OffsetSpec.latest()))
                    .partitionResult(asked)
                    .get(30, TimeUnit.SECONDS)
                    .offset();
        }
    }

    private TopicDescription describe() throws Exception {
        try (Admin admin = admin(bootstrapServers)) {
            return admin.describeTopics(List.of(name))
                    .allTopicNames()
                    .get(30, TimeUnit.SECONDS)
                    .values()
                    .iterator()
                    .next();
        }
    }

    private static List<RecordMetadata> sendAll(
            KafkaProducer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        List<Future<RecordMetadata>> futures = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : records) {
            futures.add(producer.send(record));
        }
        producer.flush();
        List<RecordMetadata> metadata = new ArrayList<>();
        for (Future<RecordMetadata> future : futures) {
            metadata.add(future.get(30, TimeUnit.SECONDS));
        }
        return metadata;
    }

    private void remember(List<ProducerRecord<byte[], byte[]>> records, List<RecordMetadata> metadata) {
        for (int i = 0; i < records.size(); i++) {
            ProducerRecord<byte[], byte[]> record = records.get(i);
            List<RecordHeader> headers = new ArrayList<>();
            for (Header header : record.headers()) {
                headers.add(new RecordHeader(header.key(), header.value()));
            }
            RecordMetadata place = metadata.get(i);
            Long given = record.timestamp();
            boolean kept = given != null && given == place.timestamp();
            TimestampType type = kept ? TimestampType.CREATE_TIME : TimestampType.LOG_APPEND_TIME;
            sent.add(new Sent(
                    place.partition(),
                    new ArchivedRecord(
                            place.offset(), place.timestamp(), type, -1, record.key(), record.value(), headers)));
        }
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 5, "max.request.size", 40_000_000));
        all.putAll(settings);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Admin admin(String bootstrapServers) {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }
}
