// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

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
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.jspecify.annotations.Nullable;
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

    /** Killed after the next commit. */
    private static final AtomicReference<@Nullable KafkaBroker> VICTIM = new AtomicReference<>();

    private static final RestoreSteps KILL_AFTER_COMMIT = (step, token) -> {
        KafkaBroker victim = step == Step.COMMITTED ? VICTIM.getAndSet(null) : null;
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
        RestoreOf restore = slow(directory, topic, "outage-long");
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

    /** Takes some seconds, waits two for an answer, and loses its target after its first commit. */
    private RestoreOf slow(Path directory, ProducedTopic topic, String id) throws Exception {
        BackupOf backup =
                BackupOf.topics(TestCluster.shared(), directory, topic).with("mode: once");
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }
        VICTIM.set(target.broker());
        return RestoreOf.archive(backup, target, id)
                .watchedBy(KILL_AFTER_COMMIT)
                .with(
                        "rateLimit: 10KiB",
                        "target: {bootstrapServers: '" + target.bootstrapServers() + "', transactionTimeout: 5s,"
                                + " properties: {default.api.timeout.ms: '2000', request.timeout.ms: '1000',"
                                + " max.block.ms: '2000'}}");
    }
}
