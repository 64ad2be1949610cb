// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.backup.source.BackupRun.Setup;
import dev.varve.localkafka.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mode once: ends by itself, with everything that was committed at the start. */
@SuppressWarnings("try")
class OnceIT {
    private static KafkaBroker broker;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws Exception {
        broker = SharedBroker.get();
    }

    private Setup once(String topic) {
        return Setup.of(broker, directory, topic).with("mode: once");
    }

    @Test
    void finishesWithWhatWasCommittedAtTheStart() throws Exception {
        SourceTopic topic = SourceTopic.create(broker, "once", 4);
        for (int partition = 0; partition < 3; partition++) {
            topic.sendCommitted(partition, 100 + partition);
        }
        Setup setup = once(topic.name()).parallelism(2);

        try (BackupRun run = setup.start()) {
            run.awaitFinish();
        }

        for (int partition = 0; partition < 4; partition++) {
            assertThat(setup.archive().difference(topic, partition)).isEmpty();
            assertThat(setup.archive().position(topic.partition(partition))).isEqualTo(topic.logEnd(partition));
        }
    }

    @Test
    void secondRunAddsWhatIsNew() throws Exception {
        SourceTopic topic = SourceTopic.create(broker, "once-twice", 1);
        Setup setup = once(topic.name());
        for (int run = 0; run < 3; run++) {
            topic.sendCommitted(0, run == 1 ? 0 : 50);
            try (BackupRun started = setup.start()) {
                started.awaitFinish();
            }
        }

        assertThat(setup.archive().difference(topic, 0)).isEmpty();
        assertThat(setup.archive().overlaps(topic.partition(0))).isEmpty();
    }

    @Test
    void finishesBeforeOpenTransaction() throws Exception {
        SourceTopic topic = SourceTopic.create(broker, "once-open", 1);
        topic.sendCommitted(0, 10);
        Setup setup = once(topic.name());
        try (SourceTopic.OpenTransaction open = topic.begin(0, 20)) {
            topic.send(0, 5);
            try (BackupRun run = setup.start()) {
                run.awaitFinish();
            }

            assertThat(setup.archive().position(topic.partition(0))).isEqualTo(11);
            assertThat(setup.archive().records(topic.partition(0))).hasSize(10);
            open.commit();
        }
        try (BackupRun run = setup.start()) {
            run.awaitFinish();
        }

        assertThat(setup.archive().difference(topic, 0)).isEmpty();
    }

    @Test
    void finishesAfterResumeAtItsFirstGoal() throws Exception {
        SourceTopic topic = SourceTopic.create(broker, "once-resumed", 3);
        for (int partition = 0; partition < 3; partition++) {
            topic.send(partition, 100);
        }
        PublishingSink.CHUNKS.set(0);
        Setup slow = once(topic.name()).interval(Duration.ofMinutes(10));
        String savepoint;
        try (BackupRun run = slow.start()) {
            // Nothing ends without a checkpoint, so the job still runs when it has read everything.
            Await.until("all partitions are read", () -> PublishingSink.CHUNKS.get() >= 3);
            savepoint = run.stop();
        }
        for (int partition = 0; partition < 3; partition++) {
            topic.send(partition, 100);
        }

        Setup setup = once(topic.name()).parallelism(2);
        try (BackupRun run = setup.startFrom(savepoint)) {
            run.awaitFinish();
        }

        for (int partition = 0; partition < 3; partition++) {
            assertThat(setup.archive().position(topic.partition(partition))).isEqualTo(100);
            assertThat(setup.archive().overlaps(topic.partition(partition))).isEmpty();
        }
    }

    @Test
    void finishesWithoutTopics() throws Exception {
        Setup setup = once("does-not-exist-yet");

        try (BackupRun run = setup.start()) {
            run.awaitFinish();
        }

        assertThat(setup.archive().catalog().topics()).isEmpty();
    }

    @Test
    void missingTopicFailsIfWanted() throws Exception {
        Setup setup = Setup.of(broker, directory, "never-there").with("mode: once", "onMissingTopic: fail");

        try (BackupRun run = setup.start()) {
            assertThat(run.awaitFailure())
                    .rootCause()
                    .hasMessageContaining("Cannot back up topics that do not exist: never-there");
        }
    }

    @Test
    void continuousStateOfOtherModeIsReplannedFromTheArchive() throws Exception {
        SourceTopic topic = SourceTopic.create(broker, "once-mode-change", 2);
        topic.send(0, 100);
        topic.send(1, 50);
        Setup continuous = Setup.of(broker, directory, topic.name());
        String savepoint;
        try (BackupRun run = continuous.start()) {
            continuous.archive().awaitPosition(topic.partition(0), 100);
            continuous.archive().awaitPosition(topic.partition(1), 50);
            savepoint = run.stop();
        }
        topic.send(0, 100);

        try (BackupRun run = once(topic.name()).startFrom(savepoint)) {
            run.awaitFinish();
        }

        assertThat(continuous.archive().difference(topic, 0)).isEmpty();
        assertThat(continuous.archive().difference(topic, 1)).isEmpty();
    }
}
