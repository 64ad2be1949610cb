// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.LedgerTopic;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.e2e.scenario.WriterScript;
import dev.varve.restore.sink.RestoreSteps.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.runtime.execution.ExecutionState;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A subtask fails after another has written all it has. Flink takes a failed subtask for a finished one while it waits for its restart, if
 * another has finished (FLINK-40482): a checkpoint that is asked for then is complete without it.
 */
@SuppressWarnings("try")
class LoneFailureIT {
    private static final int PARTITIONS = 3;
    private static final long SEED = Long.getLong("varve.kill.seed", System.nanoTime() & 0xFFFF);

    @TempDir
    private static Path directory;

    private static TestCluster target;
    private static ProducedTopic topic;
    private static BackupOf backup;

    /** The larger splits go to the first two subtasks, the small one to the third. */
    @BeforeAll
    static void backUp() throws Exception {
        target = TestCluster.target();
        topic = TestCluster.shared().create("lone-failure", PARTITIONS);
        topic.send(0, 50);
        topic.send(1, 2000);
        topic.send(2, 2000);
        backup = BackupOf.topics(TestCluster.shared(), directory, topic)
                .with("mode: once", "segment: {blockSize: 4KiB}");
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }
    }

    private static RestoreOf restore(String id, String rate) {
        return RestoreOf.archive(backup, target, id)
                .inSubtasks(PARTITIONS)
                .with(
                        "topics: [{source: lone-failure, target: " + id + "}]",
                        "commitInterval: 50ms",
                        "rateLimit: " + rate);
    }

    private static void requireExactly(String id) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            new RestoredTopics(target).requireExactly(id, partition, topic.expected(partition));
        }
    }

    private static boolean isDown(RunningJob running, int subtask) throws Exception {
        return running.subtasks().get(subtask) == ExecutionState.FAILED;
    }

    @Test
    void noCheckpointIsCompleteWithoutTheFailedSubtask() throws Exception {
        WriterScript script = new WriterScript();
        RestoreOf restore = restore("lone-checkpoint", "30KiB")
                .restartingAfter(Duration.ofSeconds(4))
                .watchedBy(script);

        try (RunningJob running = restore.start();
                script) {
            LedgerTopic ledger = LedgerTopic.of(target, restore.id());
            Await.until("the third subtask has written all", () -> ledger.position(0) == 50);
            // Many more than it needs to end, if anybody lets it.
            running.awaitCheckpoints(10);
            script.failAt(Step.SENT, 1, 0);
            Await.until("the second subtask waits for its restart", () -> isDown(running, 1));

            Optional<CheckpointFailureReason> refusal = running.tryCheckpoint();

            assertThat(isDown(running, 1)).as("asked in time").isTrue();
            assertThat(refusal).contains(CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING);
            running.awaitFinish();
        }
        requireExactly("lone-checkpoint");
    }

    /** Fails one of the larger subtasks, and asks for checkpoints as long as the job runs. */
    private static void failAndAsk(String id, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        WriterScript script = new WriterScript();
        int subtask = random.nextInt(2);
        Step step = List.of(Step.SENT, Step.BEFORE_COMMIT, Step.COMMITTED).get(random.nextInt(3));
        RestoreOf restore =
                restore(id, "300KiB").restartingAfter(Duration.ofMillis(300)).watchedBy(script);
        long refused = 0;
        try (RunningJob running = restore.start();
                script) {
            LedgerTopic ledger = LedgerTopic.of(target, id);
            Await.until("the third subtask has written all", () -> ledger.position(0) == 50);
            script.failAt(step, subtask, 0);
            while (!running.status().isGloballyTerminalState()) {
                refused += isDown(running, subtask) && running.tryCheckpoint().isPresent() ? 1 : 0;
                Await.pause();
            }
            running.awaitFinish();
            System.out.println("Lone failure: seed=" + seed + " subtask=" + subtask + " step=" + step + " token="
                    + ledger.token(subtask) + " refused=" + refused);
        }
        requireExactly(id);
    }

    @Test
    void shortRunsLoseNothing() throws Exception {
        for (int run = 0; run < 5; run++) {
            failAndAsk("lone-" + run, SEED + run);
        }
    }

    @Tag("soak")
    @Test
    void manyShortRunsLoseNothing() throws Exception {
        for (int run = 0; run < 100; run++) {
            failAndAsk("lone-many-" + run, SEED + run);
        }
    }
}
