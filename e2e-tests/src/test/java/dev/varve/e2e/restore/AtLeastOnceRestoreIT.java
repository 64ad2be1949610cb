// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.job.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** At-least-once delivery: exact unless something fails, and nothing is missing then. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AtLeastOnceRestoreIT {
    private static final int PARTITIONS = 4;
    private static final int RECORDS = 300;

    private final TestCluster target = TestCluster.target();
    private final RestoredTopics restored = new RestoredTopics(target);
    private ProducedTopic topic;
    private BackupOf backup;

    AtLeastOnceRestoreIT() throws Exception {}

    @BeforeAll
    void backUp(@TempDir Path directory) throws Exception {
        topic = TestCluster.shared().create("at-least-once", PARTITIONS);
        topic.sendToAll(RECORDS);
        backup = BackupOf.topics(TestCluster.shared(), directory, topic)
                .with("mode: once", "segment: {blockSize: 4KiB}");
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }
    }

    /** The producer keeps records back until it is flushed: what the ledger says before that is not true yet. */
    private RestoreOf restore(String name) {
        return RestoreOf.archive(backup, target, name)
                .with(
                        "topics: [{source: at-least-once, target: " + name + "}]",
                        "target: {bootstrapServers: '" + target.bootstrapServers()
                                + "', delivery: at-least-once, properties: {linger.ms: '20000'}}");
    }

    @Test
    void isExactWithoutFailures() {
        RestoreOf.Outcome outcome = restore("at-least-once-quiet").run();

        assertThat(outcome.exitCode()).as(outcome.messages() + outcome.report()).isEqualTo(ExitCode.DONE);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            restored.requireExactly("at-least-once-quiet", partition, topic.expected(partition));
        }
    }

    /** In the middle the target refuses every record, until the subtask was started again more than once. */
    @Test
    void missesNothingWhenSubtasksFail() throws Exception {
        String name = "at-least-once-failing";
        try (RunningJob running = restore(name).with("rateLimit: 10KiB").start()) {
            restored.awaitMoreThan(0, name);
            setLargestMessage(name, OpType.SET);
            Await.until(
                    "the subtask was started again", () -> running.restarts().get(0) >= 2);
            setLargestMessage(name, OpType.DELETE);
            running.awaitFinish();
        }

        for (int partition = 0; partition < PARTITIONS; partition++) {
            restored.requireExactlyOnFirstSight(name, partition, topic.expected(partition));
        }
    }

    private void setLargestMessage(String name, OpType change) throws Exception {
        AlterConfigOp setting = new AlterConfigOp(new ConfigEntry("max.message.bytes", "1"), change);
        target.admin()
                .incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, name), List.of(setting)))
                .all()
                .get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
