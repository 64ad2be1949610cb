// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.job.ExitCode;
import dev.varve.localkafka.BrokerConfig;
import dev.varve.localkafka.KafkaBroker;
import dev.varve.restore.sink.RestoreSteps;
import dev.varve.restore.sink.RestoreSteps.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A target that is down ends a restore by name; whoever runs the restore next finishes it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("soak")
class UnreachableTargetIT {
    private static final int PARTITIONS = 20;

    /** Killed at the next such step, once there was a commit. */
    private static final Map<Step, KafkaBroker> VICTIM = new ConcurrentHashMap<>();

    private static final AtomicInteger COMMITS = new AtomicInteger();

    private static final RestoreSteps KILLER = (step, token) -> {
        int commits = step == Step.COMMITTED ? COMMITS.incrementAndGet() : COMMITS.get();
        KafkaBroker victim = commits > 0 ? VICTIM.remove(step) : null;
        if (victim != null) {
            victim.kill();
        }
    };

    private TestCluster target;

    @BeforeAll
    void startTarget() throws Exception {
        target = TestCluster.start(BrokerConfig.defaults());
    }

    @AfterAll
    void stopTarget() {
        target.close();
    }

    @Test
    void endsByNameWhenTheTargetStaysAwayAndIsFinishedByTheNextRun(@TempDir Path directory) throws Exception {
        ProducedTopic topic = TestCluster.shared().create("outage-long", PARTITIONS);
        topic.sendToAll(100);
        RestoreOf restore = losingTargetAt(Step.BEFORE_COMMIT, directory, topic, "outage-long");
        JobGraph job = restore.graph().getJobGraph();
        job.getJobConfiguration().setString("restart-strategy.fixed-delay.attempts", "2");

        Throwable ended;
        try (RunningJob running = RunningJob.submit(job, directory.resolve("restore-savepoints"))) {
            ended = catchThrowable(running::awaitFinish);
        }
        RestoreOf.Outcome refused = restore.run();
        target.broker().restart();
        RestoreOf.Outcome outcome = restore.run();

        assertThat(ExitCode.describe(ended)).startsWith("Error: Cannot ");
        assertThat(ExitCode.of(ended)).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(refused.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(refused.messages())
                .contains("Error: Cannot reach the target cluster at " + target.bootstrapServers() + ": ");
        assertThat(outcome.exitCode()).as(outcome.messages() + outcome.report()).isEqualTo(ExitCode.DONE);
        new RestoredTopics(target).requireExactly(topic);
    }

    /**
     * The only broker dies between a commit's decision and its markers. At its next start Kafka 4.3.1 finds no leader yet for the
     * partitions of the transaction, takes them for deleted and the transaction for complete: nobody ever ends it.
     */
    @Test
    void transactionThatKafkaLeavesHangingIsNamedAndRestoredAgainOnceAborted(@TempDir Path directory) throws Exception {
        ProducedTopic topic = TestCluster.shared().create("left-hanging", PARTITIONS);
        topic.sendToAll(100);
        RestoreOf restore = losingTargetAt(Step.COMMITTED, directory, topic, "left-hanging");
        RunningJob running = restore.start();
        try (running) {
            Await.until("target is down", () -> !target.broker().isAlive());
        }
        target.broker().restart();

        RestoreOf.Outcome named = restore.run();
        int aborted = abortAllOpen("left-hanging");
        RestoreOf.Outcome outcome = restore.run();

        assertThat(named.exitCode()).as(named.messages()).isEqualTo(ExitCode.FAILED);
        assertThat(named.said())
                .contains("an open transaction holds it: transactional id varve/left-hanging/0 from offset ")
                .contains(", left hanging. HINT: Kafka has forgotten to end it")
                .contains(" abort --topic varve-restore-left-hanging --partition 0 --start-offset ");
        assertThat(aborted).isGreaterThan(1);
        assertThat(outcome.exitCode()).as(outcome.messages() + outcome.report()).isEqualTo(ExitCode.DONE);
        new RestoredTopics(target).requireExactly(topic);
    }

    /** As {@code kafka-transactions.sh abort} does, in the ledger and in the topic; how many there were. */
    private int abortAllOpen(String topic) throws Exception {
        List<TopicPartition> partitions = new ArrayList<>(List.of(new TopicPartition("varve-restore-" + topic, 0)));
        for (int partition = 0; partition < PARTITIONS; partition++) {
            partitions.add(new TopicPartition(topic, partition));
        }
        int aborted = 0;
        for (Map.Entry<TopicPartition, DescribeProducersResult.PartitionProducerState> entry : target.admin()
                .describeProducers(partitions)
                .all()
                .get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .entrySet()) {
            for (ProducerState open : entry.getValue().activeProducers()) {
                if (open.currentTransactionStartOffset().isPresent()) {
                    target.admin()
                            .abortTransaction(new AbortTransactionSpec(
                                    entry.getKey(),
                                    open.producerId(),
                                    (short) open.producerEpoch(),
                                    open.coordinatorEpoch().orElse(0)))
                            .all()
                            .get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS);
                    aborted++;
                }
            }
        }
        return aborted;
    }

    /** Takes some seconds, waits two for an answer, and loses its target at a step of a writer. */
    private RestoreOf losingTargetAt(Step step, Path directory, ProducedTopic topic, String id) throws Exception {
        BackupOf backup =
                BackupOf.topics(TestCluster.shared(), directory, topic).with("mode: once");
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }
        COMMITS.set(0);
        VICTIM.put(step, target.broker());
        return RestoreOf.archive(backup, target, id)
                .watchedBy(KILLER)
                .with(
                        "rateLimit: 10KiB",
                        "target: {bootstrapServers: '" + target.bootstrapServers() + "', transactionTimeout: 5s,"
                                + " properties: {default.api.timeout.ms: '2000', request.timeout.ms: '1000',"
                                + " max.block.ms: '2000'}}");
    }
}
