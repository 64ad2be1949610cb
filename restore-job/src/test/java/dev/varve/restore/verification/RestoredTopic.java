// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import static java.util.Objects.requireNonNull;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.ContentDigest;
import dev.varve.format.record.RecordHeader;
import dev.varve.format.record.TimestampType;
import dev.varve.job.KafkaClients;
import dev.varve.job.config.ConnectionConfig.Cluster;
import dev.varve.localkafka.KafkaBroker;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.ledger.LedgerContent.SplitKey;
import dev.varve.restore.ledger.LedgerContent.TargetPartition;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.ledger.LedgerEntry.Claim;
import dev.varve.restore.plan.Partitioning;
import dev.varve.restore.plan.PlannedTopic;
import dev.varve.restore.plan.PlannedTopic.PlannedTarget;
import dev.varve.restore.plan.TimeWindow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import net.jpountz.xxhash.XXHashFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A target topic, what a ledger says was restored into it, and what was really sent: tests let the two differ. */
final class RestoredTopic {
    private static final Id SOURCE_ID = new Id(5, 6);
    private static final Map<String, String> KEEPING = Map.of("retention.ms", "-1", "max.message.bytes", "20000000");

    private final KafkaClients clients;
    private final String name;
    private final Id id;
    private final int partitions;
    private final Partitioning partitioning;
    private final Map<Integer, ContentDigest> positions = new HashMap<>();
    private final Map<TargetPartition, LedgerEntry.Verified> verified = new HashMap<>();
    private List<Long> firstOffsets;

    private RestoredTopic(KafkaClients clients, String name, Id id, int partitions, Partitioning partitioning) {
        this.clients = clients;
        this.name = name;
        this.id = id;
        this.partitions = partitions;
        this.partitioning = partitioning;
        this.firstOffsets = Collections.nCopies(partitions, 0L);
    }

    static RestoredTopic create(KafkaBroker broker, String name, int partitions, Partitioning partitioning)
            throws Exception {
        KafkaClients clients = new KafkaClients(new Cluster(broker.bootstrapServers(), Map.of()));
        try (Admin admin = clients.admin("test")) {
            var created = admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(KEEPING)));
            created.all().get(30, TimeUnit.SECONDS);
            var id = created.topicId(name).get(30, TimeUnit.SECONDS);
            return new RestoredTopic(
                    clients,
                    name,
                    new Id(id.getMostSignificantBits(), id.getLeastSignificantBits()),
                    partitions,
                    partitioning);
        }
    }

    KafkaClients clients() {
        return clients;
    }

    String name() {
        return name;
    }

    Id id() {
        return id;
    }

    /** The ledger says that these were restored, from the source partition of this number. */
    RestoredTopic noted(int sourcePartition, List<ProducerRecord<byte[], byte[]>> records) {
        ContentDigest digest = positions.getOrDefault(sourcePartition, ContentDigest.EMPTY);
        for (ProducerRecord<byte[], byte[]> record : records) {
            digest = digest.append(hash(record));
        }
        positions.put(sourcePartition, digest);
        return this;
    }

    /** These were in fact sent. */
    RestoredTopic sent(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        Map<String, Object> properties = new HashMap<>(clients.producerProperties("test"));
        properties.put("max.request.size", 20_000_000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            sendAll(producer, records);
        }
        return this;
    }

    /** These were sent and then aborted. */
    RestoredTopic aborted(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = begin()) {
            sendAll(producer, records);
            producer.abortTransaction();
        }
        return this;
    }

    /** A producer with an open transaction. */
    KafkaProducer<byte[], byte[]> begin() {
        Map<String, Object> properties = new HashMap<>(clients.producerProperties("test"));
        properties.put("transactional.id", "transaction-of-" + name);
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
        return producer;
    }

    static void sendAll(KafkaProducer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records)
            throws Exception {
        List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : records) {
            acknowledged.add(producer.send(record));
        }
        producer.flush();
        for (Future<RecordMetadata> one : acknowledged) {
            one.get(30, TimeUnit.SECONDS);
        }
    }

    /** The restore began behind these offsets. */
    RestoredTopic claimedFrom(Long... offsets) {
        firstOffsets = List.of(offsets);
        return this;
    }

    RestoredTopic note(Verification verification) {
        verification
                .entries()
                .forEach(entry -> verified.put(new TargetPartition(entry.targetTopicId(), entry.partition()), entry));
        return this;
    }

    void deleteRecordsBefore(int partition, long offset) throws Exception {
        try (Admin admin = clients.admin("test")) {
            admin.deleteRecords(Map.of(new TopicPartition(name, partition), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    List<PlannedTopic> plan() {
        PlannedTarget target = new PlannedTarget(name, true, partitions, (short) 1, Map.of(), Map.of());
        return List.of(new PlannedTopic(name, SOURCE_ID, null, target, partitioning, TimeWindow.ALL, null, List.of()));
    }

    /** Javac 17 forgets in class files which components of a record with a compact constructor may be null. */
    @SuppressWarnings("NullAway")
    LedgerContent ledger() {
        Map<SplitKey, LedgerEntry.Position> noted = new HashMap<>();
        positions.forEach((partition, digest) -> {
            TopicPartitionId source = new TopicPartitionId(name, SOURCE_ID, partition);
            noted.put(
                    new SplitKey(source, id),
                    new LedgerEntry.Position(source, id, -1, digest.count(), digest, digest.count()));
        });
        return new LedgerContent(
                null,
                null,
                Map.of(),
                Map.of(),
                Map.of(id, new Claim(name, id, true, firstOffsets)),
                noted,
                List.of(),
                verified,
                Map.of());
    }

    static long hash(ProducerRecord<byte[], byte[]> record) {
        List<RecordHeader> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new RecordHeader(header.key(), header.value()));
        }
        byte @Nullable [] key = record.key();
        byte @Nullable [] value = record.value();
        long timestamp = requireNonNull(record.timestamp());
        byte[] bytes =
                new ArchivedRecord(0, timestamp, TimestampType.CREATE_TIME, -1, key, value, headers).canonicalBytes();
        return XXHashFactory.safeInstance().hash64().hash(bytes, 0, bytes.length, 0);
    }
}
