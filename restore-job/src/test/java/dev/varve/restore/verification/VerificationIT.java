// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.localkafka.KafkaBroker;
import dev.varve.restore.cluster.TargetCluster;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.ledger.LedgerContent.TargetPartition;
import dev.varve.restore.plan.Partitioning;
import dev.varve.restore.verification.PartitionResult.Status;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reads restored topics back from a broker, and tells every way in which they can be wrong. */
class VerificationIT {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final AtomicBoolean ARMED = new AtomicBoolean();

    private static KafkaBroker broker;
    private static MiniCluster flink;

    private final String name = "restored-" + NUMBER.incrementAndGet();
    private final SampleRecords sample = new SampleRecords(name);

    @BeforeAll
    static void start() throws Exception {
        broker = KafkaBroker.start();
        Configuration configuration = new Configuration();
        configuration.setString("rest.bind-port", "0");
        flink = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumSlotsPerTaskManager(4)
                .build());
        flink.start();
    }

    @AfterAll
    static void stop() throws Exception {
        flink.close();
        broker.close();
    }

    @Test
    void rightPartitionsAreVerified() throws Exception {
        RestoredTopic topic = preserving(3);
        for (int i = 0; i < 3; i++) {
            topic.noted(i, sample.records(i, 100 * i)).sent(sample.records(i, 100 * i));
        }

        Verification verification = verify(topic);

        assertThat(verification.findings()).isEmpty();
        assertThat(verification.status()).isEqualTo(Status.VERIFIED);
        assertThat(verification.partitions())
                .extracting(result -> result.found().count())
                .containsExactly(0L, 100L, 200L);
        PartitionContent last = verification.partitions().get(2).read();
        assertThat(last.firstOffset()).isZero();
        assertThat(last.lastOffset()).isEqualTo(199);
        assertThat(verification.entries())
                .hasSize(3)
                .allMatch(entry -> entry.targetTopicId().equals(topic.id()));
    }

    @Test
    void everyKindOfRecordIsVerified() throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = sample.kinds();
        RestoredTopic topic = preserving(1).noted(0, records).sent(records);

        Verification verification = verify(topic);

        assertThat(verification.findings()).isEmpty();
        assertThat(verification.partitions().get(0).found().count()).isEqualTo(records.size());
        assertThat(verification.partitions().get(0).read().recordBytes()).isGreaterThan(5 << 20);
    }

    @Test
    void eachKindOfRecordHasAHashOfItsOwn() {
        assertThat(sample.kinds().stream().map(RestoredTopic::hash)).doesNotHaveDuplicates();
    }

    @Test
    void changedByteIsFound() throws Exception {
        List<ProducerRecord<byte[], byte[]>> changed = sample.records(0, 100);
        changed.get(57).value()[2] ^= 1;
        RestoredTopic topic = preserving(1).noted(0, sample.records(0, 100)).sent(changed);

        assertThat(findings(topic))
                .containsExactly(name + "-0: the number of records is right, 100, and their content is not");
    }

    @Test
    void missingRecordIsFound() throws Exception {
        List<ProducerRecord<byte[], byte[]>> fewer = sample.records(0, 100);
        fewer.remove(99);
        RestoredTopic topic = preserving(1).noted(0, sample.records(0, 100)).sent(fewer);

        assertThat(findings(topic)).containsExactly(name + "-0: expected 100 records, found 99");
    }

    @Test
    void missingPartitionIsFound() throws Exception {
        RestoredTopic topic = preserving(2)
                .noted(0, sample.records(0, 10))
                .noted(1, sample.records(1, 10))
                .sent(sample.records(0, 10));

        assertThat(findings(topic)).containsExactly(name + "-1: expected 10 records, found 0");
    }

    @Test
    void doubledRecordIsFound() throws Exception {
        List<ProducerRecord<byte[], byte[]>> more = sample.records(0, 100);
        more.add(40, more.get(39));
        RestoredTopic topic = preserving(1).noted(0, sample.records(0, 100)).sent(more);

        assertThat(findings(topic)).containsExactly(name + "-0: expected 100 records, found 101");
    }

    @Test
    void swappedRecordsAreFound() throws Exception {
        List<ProducerRecord<byte[], byte[]>> swapped = sample.records(0, 100);
        Collections.swap(swapped, 3, 4);
        RestoredTopic topic = preserving(1).noted(0, sample.records(0, 100)).sent(swapped);

        assertThat(findings(topic)).containsExactly(name + "-0: all 100 records are there, in another order");
    }

    @Test
    void abortedRecordsDoNotCount() throws Exception {
        RestoredTopic topic = preserving(1)
                .noted(0, sample.records(0, 10))
                .aborted(sample.records(0, 5))
                .sent(sample.records(0, 10))
                .aborted(sample.records(0, 5));

        Verification verification = verify(topic);

        assertThat(verification.status()).isEqualTo(Status.VERIFIED);
        assertThat(verification.partitions().get(0).read().firstOffset()).isEqualTo(6);
    }

    @Test
    void addedHeaderIsLeftOut() throws Exception {
        List<ProducerRecord<byte[], byte[]>> original = sample.records(0, 10);
        original.forEach(record -> record.headers().add("offset", SampleRecords.bytes("the source's own")));
        List<ProducerRecord<byte[], byte[]>> sent = sample.records(0, 10);
        sent.forEach(record -> record.headers()
                .add("offset", SampleRecords.bytes("the source's own"))
                .add("offset", SampleRecords.bytes("ours")));
        RestoredTopic topic = preserving(1).noted(0, original).sent(sent);

        assertThat(verify(topic, "offset", Set.of(), ReadingSteps.UNWATCHED).findings())
                .isEmpty();
        assertThat(verify(topic).status()).isEqualTo(Status.DIFFERS);
    }

    @Test
    void recordsInThePartitionsOfTheirKeysAreVerified() throws Exception {
        RestoredTopic topic = byKey(3);
        List<ProducerRecord<byte[], byte[]>> placed = sample.placed(300, 3);
        topic.noted(0, placed.subList(0, 100))
                .noted(7, placed.subList(100, 300))
                .sent(placed);

        assertThat(verify(topic).findings()).isEmpty();
    }

    @Test
    void recordInTheWrongPartitionIsFound() throws Exception {
        List<ProducerRecord<byte[], byte[]>> placed = sample.placed(30, 3);
        ProducerRecord<byte[], byte[]> moved = placed.get(7);
        placed.set(7, sample.record((moved.partition() + 1) % 3, moved.key(), moved.value()));
        RestoredTopic topic = byKey(3).noted(0, placed).sent(placed);

        assertThat(findings(topic)).containsExactly(name + ": 1 records are not in the partition of their key");
    }

    @Test
    void changedByteIsFoundByKeyToo() throws Exception {
        List<ProducerRecord<byte[], byte[]>> placed = sample.placed(30, 3);
        RestoredTopic topic = byKey(3).noted(0, placed);
        placed.get(11).value()[0] ^= 1;
        topic.sent(placed);

        assertThat(findings(topic))
                .containsExactly(name + ": the number of records is right, 30, and their content is not");
    }

    @Test
    void nextVerificationReadsOnlyWhatIsNew() throws Exception {
        RestoredTopic topic = preserving(2).noted(0, sample.records(0, 50)).sent(sample.records(0, 50));
        topic.note(verify(topic));
        topic.deleteRecordsBefore(0, 50);
        topic.noted(0, sample.records(0, 30)).sent(sample.records(0, 30));

        Verification second = verify(topic);

        assertThat(second.findings()).isEmpty();
        assertThat(second.partitions().get(0).range().start()).isEqualTo(50);
        assertThat(second.partitions().get(0).found().count()).isEqualTo(80);
        assertThat(second.entries().get(0).endOffset()).isEqualTo(80);
        topic.note(second);
        assertThat(verify(topic).status()).isEqualTo(Status.VERIFIED);
    }

    @Test
    void recordsRemovedBeforeTheyWereReadAreNotVerified() throws Exception {
        RestoredTopic topic = preserving(1).noted(0, sample.records(0, 50)).sent(sample.records(0, 50));
        topic.deleteRecordsBefore(0, 20);

        Verification verification = verify(topic);

        assertThat(verification.status()).isEqualTo(Status.UNVERIFIED);
        assertThat(verification.findings().get(0))
                .startsWith(
                        name + "-0: the target has removed 20 offsets before 20, and what they held was not verified");
        assertThat(verification.entries()).isEmpty();
    }

    @Test
    void whatWasThereBeforeDoesNotCount() throws Exception {
        RestoredTopic topic = preserving(1).sent(sample.records(0, 7)).claimedFrom(7L);
        topic.noted(0, sample.records(0, 10)).sent(sample.records(0, 10));

        assertThat(verify(topic).findings()).isEmpty();
    }

    @Test
    void recordsOfOthersAreNamedWhereAppendIsAllowed() throws Exception {
        RestoredTopic topic = preserving(1).noted(0, sample.records(0, 10)).sent(sample.records(0, 10));
        topic.sent(sample.records(0, 3));

        Verification verification = verify(topic, null, Set.of(Surplus.OTHERS), ReadingSteps.UNWATCHED);

        assertThat(verification.status()).isEqualTo(Status.UNVERIFIED);
        assertThat(verification.findings().get(0))
                .startsWith(name + "-0: 3 more records than the 10 restored: records of others. HINT: ");
        assertThat(verify(topic).status()).isEqualTo(Status.DIFFERS);
    }

    @Test
    void transactionThatStaysOpenIsNamed() throws Exception {
        RestoredTopic topic = preserving(1);
        try (KafkaProducer<byte[], byte[]> producer = topic.begin();
                TargetCluster cluster = new TargetCluster(topic.clients(), "test")) {
            RestoredTopic.sendAll(producer, sample.records(0, 1));

            assertThatThrownBy(() -> ReadPlan.of(topic.plan(), topic.ledger(), cluster, Duration.ofSeconds(-29)))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining(name + "-0: after 1 s its last stable offset is 0, below its end 1")
                    .hasMessageContaining("transactional id transaction-of-" + name + " from offset 0");
        }
    }

    @Test
    void deletedTopicIsNamed() throws Exception {
        RestoredTopic topic = preserving(1);
        LedgerContent ledger = topic.ledger();
        try (TargetCluster cluster = new TargetCluster(topic.clients(), "test")) {
            assertThatThrownBy(() -> ReadPlan.of(topic.plan(), LedgerContent.NONE, cluster, Duration.ofSeconds(1)))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageStartingWith("Cannot verify topic " + name + ": the target has no topic of that name");
            assertThat(ReadPlan.of(topic.plan(), ledger, cluster, Duration.ofSeconds(1))
                            .ranges())
                    .hasSize(1);
        }
    }

    @Test
    void failedTaskIsNotCountedTwice() throws Exception {
        RestoredTopic topic = preserving(3);
        for (int i = 0; i < 3; i++) {
            topic.noted(i, sample.records(i, 20_000)).sent(sample.records(i, 20_000));
        }
        ARMED.set(true);

        Verification verification = verify(topic, null, Set.of(), (name, partition, offset) -> {
            if (partition == 1 && offset == 11_111 && ARMED.compareAndSet(true, false)) {
                throw new IllegalStateException("failure of a test");
            }
        });

        assertThat(ARMED).isFalse();
        assertThat(verification.findings()).isEmpty();
    }

    @Test
    void killedBrokerLosesAndDoublesNothing() throws Exception {
        RestoredTopic topic = preserving(2);
        for (int i = 0; i < 2; i++) {
            topic.noted(i, sample.records(i, 40_000)).sent(sample.records(i, 40_000));
        }
        ARMED.set(true);

        Verification verification = verify(topic, null, Set.of(), (name, partition, offset) -> {
            if (offset == 7_000 && ARMED.compareAndSet(true, false)) {
                bounceBroker();
            }
        });

        assertThat(ARMED).isFalse();
        assertThat(verification.findings()).isEmpty();
    }

    @Test
    void runsInTheEnvironmentOfTheRestoreBeforeIt() throws Exception {
        RestoredTopic topic = preserving(1).noted(0, sample.records(0, 10)).sent(sample.records(0, 10));
        Configuration configuration = new Configuration();
        configuration.setString("execution.checkpointing.interval", "1s");
        configuration.setString("rest.bind-port", "0");
        configuration.setString("execution.attached", "true");
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        environment.fromSequence(0, 10).sinkTo(new DiscardingSink<>());
        environment.execute();
        environment.configure(new Configuration().set(StateRecoveryOptions.SAVEPOINT_PATH, "file:///of-the-restore"));
        ReadPlan plan = plan(topic);

        Map<TargetPartition, PartitionContent> contents =
                new VerificationJob(topic.clients(), plan, null, 1).run(environment);

        assertThat(Verification.compare(topic.plan(), topic.ledger(), plan, contents, Set.of())
                        .findings())
                .isEmpty();
    }

    private static void bounceBroker() {
        try {
            broker.kill();
            broker.restart();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> findings(RestoredTopic topic) throws Exception {
        Verification verification = verify(topic);
        assertThat(verification.status()).isEqualTo(Status.DIFFERS);
        return verification.findings().stream()
                .map(finding -> finding.substring(0, finding.indexOf(". HINT: ")))
                .toList();
    }

    private static Verification verify(RestoredTopic topic) throws Exception {
        return verify(topic, null, Set.of(), ReadingSteps.UNWATCHED);
    }

    private static Verification verify(
            RestoredTopic topic, @Nullable String header, Set<Surplus> surplus, ReadingSteps steps) throws Exception {
        ReadPlan plan = plan(topic);
        VerificationJob job = new VerificationJob(topic.clients(), plan, header, 2);
        Map<TargetPartition, PartitionContent> contents = Map.of();
        if (!job.isEmpty()) {
            Configuration configuration = new Configuration();
            configuration.setString("restart-strategy.type", "fixed-delay");
            configuration.setString("restart-strategy.fixed-delay.attempts", "3");
            configuration.setString("restart-strategy.fixed-delay.delay", "1ms");
            StreamExecutionEnvironment environment = new StreamExecutionEnvironment(configuration);
            job.build(environment, steps);
            contents = job.results(
                    flink.executeJobBlocking(environment.getStreamGraph().getJobGraph()));
        }
        return Verification.compare(topic.plan(), topic.ledger(), plan, contents, surplus);
    }

    private static ReadPlan plan(RestoredTopic topic) throws Exception {
        try (TargetCluster cluster = new TargetCluster(topic.clients(), "test")) {
            return ReadPlan.of(topic.plan(), topic.ledger(), cluster, Duration.ofSeconds(30));
        }
    }

    private RestoredTopic preserving(int partitions) throws Exception {
        return RestoredTopic.create(broker, name, partitions, Partitioning.PRESERVE);
    }

    private RestoredTopic byKey(int partitions) throws Exception {
        return RestoredTopic.create(broker, name, partitions, Partitioning.BY_KEY);
    }
}
