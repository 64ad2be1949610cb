// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.target;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ContentDigest;
import dev.varve.job.KafkaClients;
import dev.varve.job.config.ConnectionConfig.Cluster;
import dev.varve.localkafka.KafkaBroker;
import dev.varve.restore.cluster.TargetCluster;
import dev.varve.restore.cluster.TargetUnreachableException;
import dev.varve.restore.ledger.Ledger;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.ledger.LedgerEntry.Claim;
import dev.varve.restore.ledger.LedgerEntry.Settings.Stage;
import dev.varve.restore.plan.Partitioning;
import dev.varve.restore.plan.PlannedPartition;
import dev.varve.restore.plan.PlannedTopic;
import dev.varve.restore.plan.PlannedTopic.PlannedTarget;
import dev.varve.restore.plan.TimeWindow;
import dev.varve.restore.target.TargetPolicy.MissingTopic;
import dev.varve.restore.target.TargetPolicy.NonEmptyTopic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of target topics, also when a run dies between any two steps. */
class TargetTopicsIT {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Map<String, String> HOLDING =
            Map.of("cleanup.policy", "delete", "retention.ms", "-1", "max.message.bytes", "20000000");
    private static final Map<String, String> FINAL =
            Map.of("cleanup.policy", "compact", "max.message.bytes", "2000000");
    private static final TargetPolicy STRICT = new TargetPolicy(MissingTopic.CREATE, NonEmptyTopic.FAIL);
    private static final TargetPolicy APPENDING = new TargetPolicy(MissingTopic.CREATE, NonEmptyTopic.APPEND);

    private static KafkaBroker broker;
    private static Admin admin;

    private final String name = "target-" + NUMBER.incrementAndGet();
    private final TopicPartitionId source = new TopicPartitionId(name, new Id(7, NUMBER.get()), 0);
    private Ledger ledger;

    @BeforeAll
    static void start() throws Exception {
        broker = KafkaBroker.start();
        admin = clients().admin("test");
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    @BeforeEach
    void openLedger() throws IOException {
        ledger = Ledger.open(clients(), "ledger-" + name, name, new Id(1, 2), Duration.ofSeconds(10));
        ledger.create();
    }

    @AfterEach
    void closeLedger() {
        ledger.close();
    }

    @Test
    void createsClaimsAndHoldsMissingTopic() throws Exception {
        TargetTopic target = prepare(STRICT, 3);

        assertThat(target.partitions()).isEqualTo(3);
        assertThat(target.id()).isEqualTo(currentId());
        assertThat(target.claim()).isEqualTo(new Claim(name, target.id(), true, List.of(0L, 0L, 0L)));
        assertThat(ownSettings()).isEqualTo(HOLDING);
        LedgerContent noted = ledger.read();
        assertThat(noted.claims()).containsOnlyKeys(target.id());
        assertThat(noted.settings()).containsEntry(target.id(), Stage.HOLDING);
        assertThat(intent(noted).open()).isFalse();
    }

    @Test
    void secondRunFindsClaimOfFirst() throws Exception {
        TargetTopic first = prepare(STRICT, 1);
        send(0, 5);

        TargetTopic second = prepare(STRICT, 1);

        assertThat(second).isEqualTo(first);
    }

    @Test
    void topicOfRunThatDiedBeforeItsClaimCountsAsCreated() throws Exception {
        assertThatThrownBy(() -> prepare(STRICT, 2, dyingAt(Claim.class)))
                .isInstanceOf(IOException.class)
                .hasMessage("died");
        assertThat(intent(ledger.read()).open()).isTrue();

        TargetTopic target = prepare(STRICT, 2);

        assertThat(target.claim().created()).isTrue();
        assertThat(intent(ledger.read()).open()).isFalse();
    }

    @Test
    void runThatDiedBeforeItNotedItsIntentLeavesNothing() throws Exception {
        assertThatThrownBy(() -> prepare(STRICT, 2, dyingAt(LedgerEntry.Creation.class)))
                .isInstanceOf(IOException.class)
                .hasMessage("died");

        assertThat(admin.listTopics().names().get()).doesNotContain(name);
        assertThat(prepare(STRICT, 2).claim().created()).isTrue();
    }

    @Test
    void runThatDiedBetweenClaimAndStageIsFinishedByTheNext() throws Exception {
        assertThatThrownBy(() -> prepare(STRICT, 1, dyingAt(LedgerEntry.Settings.class)))
                .isInstanceOf(IOException.class)
                .hasMessage("died");
        assertThat(ledger.read().claims()).hasSize(1);
        assertThat(ledger.read().settings()).isEmpty();

        TargetTopic target = prepare(STRICT, 1);

        assertThat(target.claim().created()).isTrue();
        LedgerContent noted = ledger.read();
        assertThat(noted.settings()).containsEntry(target.id(), Stage.HOLDING);
        assertThat(intent(noted).open()).isFalse();
    }

    @Test
    void emptyTopicOfUserStaysTheUsersDespiteOpenIntent() throws Exception {
        ledger.append(List.of(new LedgerEntry.Creation(name, HOLDING, true)));
        create(1, Map.of());

        TargetTopic target = prepare(STRICT, 1);

        assertThat(target.claim().created()).isFalse();
        assertThat(ownSettings()).isEmpty();
        assertThat(finish()).isFalse();
        assertThat(ownSettings()).isEmpty();
    }

    @Test
    void topicCreatedByAnotherRunMeanwhileIsTakenAsItIs() throws Exception {
        LedgerSink racing = entries -> {
            if (entries.get(0) instanceof LedgerEntry.Creation creation && creation.open()) {
                create(2, HOLDING);
            }
            ledger.append(entries);
        };

        TargetTopic target = prepare(STRICT, 2, racing);

        assertThat(target.id()).isEqualTo(currentId());
        assertThat(target.claim().created()).isTrue();
    }

    @Test
    void nonEmptyTopicIsRefused() throws Exception {
        create(2, Map.of());
        send(1, 3);

        assertThatThrownBy(() -> prepare(STRICT, 2))
                .isInstanceOfSatisfying(
                        TargetNotEmptyException.class,
                        refused -> assertThat(refused.topics()).containsExactly(name))
                .hasMessageStartingWith("Cannot restore into topics that have records: " + name
                        + ": partition 1 has records from offset 0 on. HINT: ");
        assertThat(ledger.read().claims()).isEmpty();
    }

    @Test
    void appendBeginsAfterWhatIsThere() throws Exception {
        create(2, Map.of());
        send(1, 3);

        TargetTopic target = prepare(APPENDING, 2);

        assertThat(target.claim()).isEqualTo(new Claim(name, currentId(), false, List.of(0L, 3L)));
    }

    @Test
    void abortedRecordsAndMarkersAreNothing() throws Exception {
        create(1, Map.of());
        for (int i = 0; i < 3; i++) {
            abort(0, 100);
        }

        TargetTopic target = prepare(STRICT, 1);

        assertThat(target.claim().firstOffsets()).containsExactly(303L);
    }

    @Test
    void committedRecordBehindAbortedOnesIsFound() throws Exception {
        create(1, Map.of());
        abort(0, 100);
        send(0, 1);
        abort(0, 100);

        assertThatThrownBy(() -> prepare(STRICT, 1))
                .isInstanceOf(TargetNotEmptyException.class)
                .hasMessageContaining(name + ": partition 0 has records from offset 101 on");
    }

    @Test
    void recordInOpenTransactionIsFound() throws Exception {
        create(1, Map.of());
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "open-" + name))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(name, 0, null, new byte[10])).get();

            assertThatThrownBy(() -> prepare(STRICT, 1))
                    .isInstanceOf(TargetNotEmptyException.class)
                    .hasMessageContaining(name + ": partition 0 has an open transaction at offset 0");
        }
    }

    @Test
    void deletedAndRecreatedTopicIsClaimedAnew() throws Exception {
        TargetTopic first = prepare(STRICT, 1);
        finish();
        delete();

        TargetTopic second = prepare(STRICT, 1);

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.claim().created()).isTrue();
        assertThat(ownSettings()).isEqualTo(HOLDING);
        assertThat(finish()).isTrue();
    }

    @Test
    void topicThatUserRecreatedIsTheUsers() throws Exception {
        prepare(STRICT, 1);
        delete();
        create(1, Map.of("retention.ms", "1000000"));

        TargetTopic second = prepare(STRICT, 1);

        assertThat(second.claim().created()).isFalse();
        assertThat(finish()).isFalse();
        assertThat(ownSettings()).containsOnlyKeys("retention.ms");
    }

    @Test
    void finishSetsRealSettingsOnce() throws Exception {
        TargetTopic target = prepare(STRICT, 1);

        assertThat(finish()).isTrue();
        assertThat(ownSettings()).isEqualTo(FINAL);
        assertThat(ledger.read().settings()).containsEntry(target.id(), Stage.FINAL);
        assertThat(finish()).isFalse();
    }

    @Test
    void finishThatDiedBeforeItsNoteIsDoneAgain() throws Exception {
        prepare(STRICT, 1);
        try (TargetTopics topics = TargetTopics.open(clients(), STRICT)) {
            assertThatThrownBy(() -> topics.finish(plan(1, 10), ledger.read(), dyingAt(LedgerEntry.Settings.class)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("died");
        }

        assertThat(finish()).isTrue();
        assertThat(ownSettings()).isEqualTo(FINAL);
    }

    @Test
    void refusedSettingsAreTriedAgainByTheNext() throws Exception {
        TargetTopic target = prepare(STRICT, 1);
        PlannedTopic topic = planned(1, 10, Partitioning.PRESERVE);
        PlannedTarget wrong = new PlannedTarget(name, false, 1, (short) -1, HOLDING, Map.of("retention.ms", "soon"));
        List<PlannedTopic> plan = List.of(with(topic, wrong));

        try (TargetTopics topics = TargetTopics.open(clients(), STRICT)) {
            assertThatThrownBy(() -> topics.finish(plan, ledger.read(), ledger::append))
                    .isInstanceOf(TargetTopicException.class)
                    .hasMessageStartingWith("Cannot change the settings of topic " + name + ": ");
        }

        assertThat(ledger.read().settings()).containsEntry(target.id(), Stage.HOLDING);
        assertThat(finish()).isTrue();
    }

    @Test
    void finishedTopicIsHeldAgainWhileThereIsMoreToRestore() throws Exception {
        TargetTopic target = prepare(STRICT, 1);
        ledger.append(List.of(new LedgerEntry.Position(source, target.id(), -1, 10, ContentDigest.EMPTY, 0)));
        finish();

        prepare(STRICT, 1);
        assertThat(ownSettings()).isEqualTo(FINAL);

        try (TargetTopics topics = TargetTopics.open(clients(), STRICT)) {
            topics.prepare(plan(1, 20), ledger.read(), ledger::append);
        }
        assertThat(ownSettings()).containsAllEntriesOf(HOLDING);
        assertThat(ledger.read().settings()).containsEntry(target.id(), Stage.HOLDING);
    }

    @Test
    void runThatDiedBeforeItHeldAgainIsFinishedByTheNext() throws Exception {
        TargetTopic target = prepare(STRICT, 1);
        finish();
        ledger.append(List.of(new LedgerEntry.Settings(target.id(), Stage.HOLDING)));

        prepare(STRICT, 1);

        assertThat(ownSettings()).containsAllEntriesOf(HOLDING);
    }

    @Test
    void tooFewPartitionsAreRefused() throws Exception {
        create(2, Map.of());

        assertThatThrownBy(() -> prepare(STRICT, 4))
                .isInstanceOf(TargetTopicException.class)
                .hasMessageStartingWith(
                        "Cannot restore into topic " + name + ": expected 4 partitions, found 2. HINT: ");
    }

    @Test
    void newPartitionsBreakRestoreByKey() throws Exception {
        prepare(STRICT, 2);
        admin.createPartitions(Map.of(name, NewPartitions.increaseTo(3))).all().get();
        await(() -> describe().partitions().size() == 3);
        List<PlannedTopic> byKey = List.of(planned(2, 10, Partitioning.BY_KEY));

        try (TargetTopics topics = TargetTopics.open(clients(), STRICT)) {
            assertThatThrownBy(() -> topics.prepare(byKey, ledger.read(), ledger::append))
                    .isInstanceOf(TargetTopicException.class)
                    .hasMessageContaining("it had 2 partitions when this restore began, and has 3 now");
        }
    }

    @Test
    void missingTopicIsRefusedIfNoneMayBeCreated() throws Exception {
        assertThatThrownBy(() -> prepare(new TargetPolicy(MissingTopic.FAIL, NonEmptyTopic.FAIL), 1))
                .isInstanceOf(TargetTopicException.class)
                .hasMessageStartingWith("Missing target topics: " + name + ". HINT: ");
    }

    @Test
    void refusedCreationTravelsWithItsFacts() throws Exception {
        PlannedTarget replicated = new PlannedTarget(name, false, 1, (short) 3, HOLDING, FINAL);
        PlannedTopic topic = planned(1, 10, Partitioning.PRESERVE);
        List<PlannedTopic> plan = List.of(with(topic, replicated));

        try (TargetTopics topics = TargetTopics.open(clients(), STRICT)) {
            assertThatThrownBy(() -> topics.prepare(plan, ledger.read(), ledger::append))
                    .isInstanceOf(TargetTopicException.class)
                    .hasMessageContaining("Cannot create topic " + name + ": ")
                    .satisfies(failure -> assertThat(copy(failure))
                            .isInstanceOf(TargetTopicException.class)
                            .hasMessage(failure.getMessage()));
        }
    }

    @Test
    void topicIdsAreThoseOfNow() throws Exception {
        TargetTopic target = prepare(STRICT, 1);

        try (TargetTopics topics = TargetTopics.open(clients(), STRICT)) {
            assertThat(topics.topicIds(List.of(name, "absent-" + name))).isEqualTo(Map.of(name, target.id()));
        }
    }

    @Test
    void unreachableTargetIsNamed() throws Exception {
        Map<String, String> quick = Map.of("default.api.timeout.ms", "1500", "request.timeout.ms", "1000");
        KafkaClients nowhere = new KafkaClients(new Cluster("127.0.0.1:1", quick));

        try (TargetTopics topics = TargetTopics.open(nowhere, STRICT)) {
            assertThatThrownBy(() -> topics.topicIds(List.of(name), Duration.ofMillis(1500)))
                    .isInstanceOf(TargetUnreachableException.class)
                    .hasMessageStartingWith("Cannot reach the target cluster at 127.0.0.1:1: ");
        }
    }

    private TargetTopic prepare(TargetPolicy policy, int partitions) throws IOException {
        return prepare(policy, partitions, ledger::append);
    }

    private TargetTopic prepare(TargetPolicy policy, int partitions, LedgerSink sink) throws IOException {
        try (TargetTopics topics = TargetTopics.open(clients(), policy)) {
            Map<String, TargetTopic> targets = topics.prepare(plan(partitions, 10), ledger.read(), sink);
            assertThat(targets).containsOnlyKeys(name);
            return requireNonNull(targets.get(name));
        }
    }

    private boolean finish() throws IOException {
        try (TargetTopics topics = TargetTopics.open(clients(), STRICT)) {
            return topics.finish(plan(1, 10), ledger.read(), ledger::append).contains(name);
        }
    }

    private List<PlannedTopic> plan(int partitions, long until) {
        return List.of(planned(partitions, until, Partitioning.PRESERVE));
    }

    private PlannedTopic planned(int partitions, long until, Partitioning partitioning) {
        PlannedPartition partition =
                new PlannedPartition(source, 0, until, until, 100, 100, 0, 0, 10, List.of(), List.of());
        return new PlannedTopic(
                name,
                source.topicId(),
                null,
                new PlannedTarget(name, false, partitions, (short) -1, HOLDING, FINAL),
                partitioning,
                TimeWindow.ALL,
                null,
                List.of(partition));
    }

    private static PlannedTopic with(PlannedTopic topic, PlannedTarget target) {
        return new PlannedTopic(
                topic.topic(),
                topic.topicId(),
                null,
                target,
                topic.partitioning(),
                topic.window(),
                null,
                topic.partitions());
    }

    /** Writes what comes before the first entry of a kind, then fails. */
    private LedgerSink dyingAt(Class<? extends LedgerEntry> kind) {
        return entries -> {
            for (LedgerEntry entry : entries) {
                if (kind.isInstance(entry)) {
                    throw new IOException("died");
                }
                ledger.append(List.of(entry));
            }
        };
    }

    private static Throwable copy(Throwable failure) throws Exception {
        return InstantiationUtil.clone(failure);
    }

    private LedgerEntry.Creation intent(LedgerContent content) {
        return requireNonNull(content.creations().get(name));
    }

    private TopicDescription describe() throws Exception {
        return requireNonNull(
                admin.describeTopics(List.of(name)).allTopicNames().get().get(name));
    }

    private Id currentId() throws Exception {
        return TargetCluster.id(describe().topicId());
    }

    private Map<String, String> ownSettings() throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        Map<String, String> own = new HashMap<>();
        Config config = requireNonNull(
                admin.describeConfigs(List.of(resource)).all().get().get(resource));
        for (ConfigEntry entry : config.entries()) {
            if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
                own.put(entry.name(), entry.value());
            }
        }
        return own;
    }

    private void create(int partitions, Map<String, String> configs) throws IOException {
        try {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configs)))
                    .all()
                    .get();
            await(() -> admin.listTopics().names().get().contains(name));
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private void delete() throws Exception {
        admin.deleteTopics(List.of(name)).all().get();
        await(() -> !admin.listTopics().names().get().contains(name));
    }

    private void send(int partition, int count) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(name, partition, null, new byte[10]))
                        .get();
            }
        }
    }

    private void abort(int partition, int count) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "t-" + name))) {
            producer.initTransactions();
            producer.beginTransaction();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sent.add(producer.send(new ProducerRecord<>(name, partition, null, new byte[10])));
            }
            producer.flush();
            assertThat(sent).allMatch(Future::isDone);
            producer.abortTransaction();
        }
        // The marker is written after the answer.
        await(() -> end(partition, IsolationLevel.READ_COMMITTED) == end(partition, IsolationLevel.READ_UNCOMMITTED));
    }

    private long end(int number, IsolationLevel isolation) throws Exception {
        TopicPartition partition = new TopicPartition(name, number);
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
                .partitionResult(partition)
                .get()
                .offset();
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> properties = new HashMap<>(clients().producerProperties("test"));
        properties.putAll(settings);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static KafkaClients clients() {
        return new KafkaClients(new Cluster(broker.bootstrapServers(), Map.of()));
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
