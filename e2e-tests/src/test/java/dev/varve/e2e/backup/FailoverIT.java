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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failures by injection, while Kafka delivers. */
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

    /** Fails only the second subtask, once, in its fifth commit; the first one has nothing left to read by then. */
    private static final class FailingLone implements BackupSteps {
        private static final AtomicInteger FLUSHES = new AtomicInteger();
        private static final int FAILING = 5;

        @Override
        public void reached(Step step, Moment moment, int number) throws IOException {
            boolean second = Thread.currentThread().getName().contains("(2/2)");
            if (second && step == Step.FLUSH && moment == Moment.BEFORE && FLUSHES.incrementAndGet() == FAILING) {
                throw new IOException("Injected failure of a lone subtask");
            }
        }
    }

    @Test
    void onceLosesNothingWhenALoneSubtaskFailsAfterAnotherHasReadAll(@TempDir Path directory) throws Exception {
        TestCluster source = TestCluster.shared();
        ProducedTopic topic = source.create("failover-lone", 4);
        for (int partition = 0; partition < 4; partition++) {
            topic.send(partition, partition % 2 == 0 ? 1 : 5_000);
        }
        FailingLone.FLUSHES.set(0);
        BackupOf backup = BackupOf.topics(source, directory, topic)
                .with("mode: once", "commitInterval: 10ms", "bufferMemory: 1MiB")
                .inSubtasks(2)
                .watchedBy(new FailingLone());

        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }

        assertThat(FailingLone.FLUSHES.get())
                .as("flushes of the second subtask")
                .isGreaterThan(FailingLone.FAILING);
        backup.archive().requireExactly(topic);
        backup.archive().requireNoOverlap();
    }
}
