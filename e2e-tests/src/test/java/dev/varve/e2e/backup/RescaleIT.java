// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Savepoints carry positions to another number of subtasks, and over a pause. */
class RescaleIT {

    @Test
    void goesOnInOneThreeAndTwoSubtasksWhileProducersWrite(@TempDir Path directory) throws Exception {
        TestCluster source = TestCluster.shared();
        ProducedTopic topic = source.create("rescale", 7);
        BackupOf backup = BackupOf.topics(source, directory, topic);

        try (Writing writing = Writing.to(topic)) {
            String savepoint = stopAfterMore(backup.start(), writing, backup, topic);
            savepoint = stopAfterMore(backup.inSubtasks(3).resume(savepoint), writing, backup, topic);
            try (RunningJob running = backup.inSubtasks(2).resume(savepoint)) {
                writing.awaitMore();
                writing.stop();
                backup.archive().awaitAll(topic);
                running.stop();
            }
        }

        backup.archive().requireExactly(topic);
        backup.archive().requireNoOverlap();
    }

    private static String stopAfterMore(RunningJob started, Writing writing, BackupOf backup, ProducedTopic topic)
            throws Exception {
        try (RunningJob running = started) {
            writing.awaitMore();
            backup.archive().awaitAll(topic);
            return running.stop();
        }
    }

    /** A producer that goes on until it is closed. */
    private static final class Writing implements AutoCloseable {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicLong rounds = new AtomicLong();
        private final CompletableFuture<Void> writer;

        private Writing(ProducedTopic topic) {
            writer = CompletableFuture.runAsync(() -> write(topic));
        }

        static Writing to(ProducedTopic topic) {
            return new Writing(topic);
        }

        private void write(ProducedTopic topic) {
            try {
                while (!stopped.get()) {
                    topic.sendToAll(20);
                    rounds.incrementAndGet();
                    Await.pause();
                }
            } catch (Exception e) {
                throw new IllegalStateException("Cannot go on writing to " + topic.name(), e);
            }
        }

        void awaitMore() throws Exception {
            long before = rounds.get();
            Await.until("more was written", () -> rounds.get() >= before + 2);
        }

        void stop() {
            stopped.set(true);
            writer.join();
        }

        @Override
        public void close() {
            stop();
        }
    }

    @Test
    void pausedTopicGoesOnWhereItWas(@TempDir Path directory) throws Exception {
        TestCluster source = TestCluster.shared();
        ProducedTopic paused = source.create("pause-paused", 2);
        ProducedTopic steady = source.create("pause-steady", 1);
        BackupOf both = BackupOf.topics(source, directory, paused, steady);
        BackupOf steadyOnly = both.ofTopics("[{topic: pause-paused, enabled: false}, {topic: pause-steady}]");

        paused.sendToAll(10);
        steady.send(0, 10);
        String savepoint;
        try (RunningJob running = both.start()) {
            both.archive().awaitAll(paused, steady);
            savepoint = running.stop();
        }
        paused.sendToAll(10);
        steady.send(0, 10);
        try (RunningJob running = steadyOnly.resume(savepoint)) {
            both.archive().awaitAll(steady);
            savepoint = running.stop();
        }
        assertThat(both.archive().records(paused.partition(0))).hasSize(10);
        try (RunningJob running = both.resume(savepoint)) {
            both.archive().awaitAll(paused);
            running.stop();
        }

        both.archive().requireExactly(paused, steady);
        both.archive().requireNoOverlap();
    }
}
