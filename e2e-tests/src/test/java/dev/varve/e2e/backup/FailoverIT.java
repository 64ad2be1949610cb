// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.backup.sink.BackupSteps;
import dev.varve.backup.sink.BackupSteps.Moment;
import dev.varve.backup.sink.BackupSteps.Step;
import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.runtime.execution.ExecutionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failures by injection, while Kafka delivers. */
@SuppressWarnings("try")
class FailoverIT {

    private record Point(Step step, Moment moment, int number) {}

    /** Fails the one running job at one point after the other; static, because Flink copies what it is given. */
    private static final class FailingInARow implements BackupSteps {
        private static final Deque<Point> TO_COME = new ArrayDeque<>();

        static synchronized void prepare() {
            TO_COME.clear();
            for (Step step : Step.values()) {
                for (Moment moment : Moment.values()) {
                    TO_COME.add(new Point(step, moment, 1));
                    if (step == Step.COMMIT_FILE) {
                        TO_COME.add(new Point(step, moment, 2));
                    }
                }
            }
        }

        static synchronized int left() {
            return TO_COME.size();
        }

        private static synchronized boolean isNext(Point point) {
            return point.equals(TO_COME.peek()) && TO_COME.poll() != null;
        }

        @Override
        public void reached(Step step, Moment moment, int number) throws IOException {
            if (isNext(new Point(step, moment, number))) {
                throw new IOException("Injected failure " + moment + " " + step + " " + number);
            }
        }
    }

    @Test
    void survivesFailureBeforeAndAfterEveryStepInARow(@TempDir Path directory) throws Exception {
        TestCluster source = TestCluster.shared();
        ProducedTopic orders = source.create("failover-orders", 3);
        ProducedTopic payments = source.create("failover-payments", 2);
        FailingInARow.prepare();
        BackupOf backup = BackupOf.topics(source, directory, orders, payments)
                // A segment per topic, so that a commit has two.
                .with("segment: {ownFileAbove: 0}")
                .watchedBy(new FailingInARow());

        try (RunningJob running = backup.start()) {
            Await.until("the job has failed at every point", () -> {
                orders.sendToAll(20);
                payments.sendToAll(20);
                return FailingInARow.left() == 0;
            });
            orders.sendToAll(20);
            backup.archive().awaitAll(orders, payments);
            running.stop();
        }

        backup.archive().requireExactly(orders, payments);
        backup.archive().requireNoOverlap();
    }

    /** Fails only the second subtask, once, in the commit that follows {@link #ARMED}. */
    private static final class FailingLone implements BackupSteps {
        private static final AtomicBoolean ARMED = new AtomicBoolean();

        @Override
        public void reached(Step step, Moment moment, int number) throws IOException {
            boolean second = Thread.currentThread().getName().contains("(2/3)");
            if (second && step == Step.FLUSH && moment == Moment.BEFORE && ARMED.compareAndSet(true, false)) {
                throw new IOException("Injected failure of a lone subtask");
            }
        }
    }

    /**
     * Flink takes a failed subtask for a finished one while it waits for its restart, if another has finished: a checkpoint that is asked
     * for then is complete without it, and what it had is forgotten.
     */
    @Test
    void onceLosesNothingWhenALoneSubtaskFailsAfterAnotherHasReadAll(@TempDir Path directory) throws Exception {
        TestCluster source = TestCluster.shared();
        ProducedTopic topic = source.create("failover-lone", 3);
        topic.send(0, 100);
        topic.send(ReadingQuota.records(topic.name(), 1));
        topic.send(ReadingQuota.records(topic.name(), 2));
        BackupOf backup = BackupOf.topics(source, directory, topic)
                .readingWith(ReadingQuota.PROPERTIES)
                .with("mode: once", "commitInterval: 50ms")
                .inSubtasks(3)
                .restartingAfter(Duration.ofSeconds(4))
                .watchedBy(new FailingLone());

        try (ReadingQuota quota = ReadingQuota.of(source.bootstrapServers(), 1, 2);
                RunningJob running = backup.start()) {
            backup.archive().awaitPosition(topic.partition(0), 100);
            // Many more than the first subtask needs to end, if anybody lets it.
            running.awaitCheckpoints(20);
            FailingLone.ARMED.set(true);
            Await.until("the second subtask waits for its restart", () -> isDown(running));

            Optional<CheckpointFailureReason> refusal = running.tryCheckpoint();

            assertThat(isDown(running)).as("asked in time").isTrue();
            assertThat(refusal).contains(CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING);
            quota.lift();
            running.awaitFinish();
            backup.archive().requireExactly(topic);
            backup.archive().requireNoOverlap();
        }
    }

    private static boolean isDown(RunningJob running) throws Exception {
        return running.subtasks().get(1) == ExecutionState.FAILED;
    }
}
