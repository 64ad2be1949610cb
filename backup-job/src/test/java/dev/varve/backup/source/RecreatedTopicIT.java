// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.backup.source.BackupRun.Setup;
import dev.varve.format.catalog.PartitionCatalog;
import dev.varve.localkafka.KafkaBroker;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A topic that is deleted and created again is two topics. */
@SuppressWarnings("try")
class RecreatedTopicIT {
    private static KafkaBroker broker;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws Exception {
        broker = SharedBroker.get();
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 100, 250})
    void recreatedWhileStopped(int recordsOfNewTopic) throws Exception {
        String name = "recreated-stopped-" + recordsOfNewTopic;
        SourceTopic old = SourceTopic.create(broker, name, 1);
        old.send(0, 100);
        Setup setup = Setup.of(broker, directory, name);
        String savepoint;
        try (BackupRun run = setup.start()) {
            setup.archive().awaitPosition(old.partition(0), 100);
            savepoint = run.stop();
        }
        old.delete();
        SourceTopic recreated = SourceTopic.create(broker, name, 1);
        recreated.send(0, recordsOfNewTopic);

        try (BackupRun run = setup.startFrom(savepoint)) {
            setup.archive().awaitPosition(recreated.partition(0), recordsOfNewTopic);
        }

        assertBoth(setup, old, recreated);
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 250})
    void recreatedWhileRunning(int recordsOfNewTopic) throws Exception {
        String name = "recreated-running-" + recordsOfNewTopic;
        SourceTopic old = SourceTopic.create(broker, name, 1);
        old.send(0, 100);
        Setup setup = Setup.of(broker, directory, name);

        SourceTopic recreated;
        try (BackupRun run = setup.start()) {
            setup.archive().awaitPosition(old.partition(0), 100);
            old.delete();
            recreated = SourceTopic.create(broker, name, 1);
            recreated.send(0, recordsOfNewTopic);
            setup.archive().awaitPosition(recreated.partition(0), recordsOfNewTopic);
        }

        assertBoth(setup, old, recreated);
    }

    /** Nothing but the comparison at every checkpoint can notice: when the reader comes back, its next offset is there. */
    @Test
    void recreatedWhileReaderIsCutOff() throws Exception {
        try (KafkaBroker own = KafkaBroker.start()) {
            SourceTopic old = SourceTopic.create(own, "recreated-unseen", 1);
            old.send(0, 100);
            Setup setup = Setup.of(own, directory, old.name())
                    .properties("{reconnect.backoff.ms: '20000', reconnect.backoff.max.ms: '20000'}")
                    .with("discoveryInterval: 1h");

            SourceTopic recreated;
            try (BackupRun run = setup.start()) {
                setup.archive().awaitPosition(old.partition(0), 100);
                own.kill();
                own.restart();
                old.delete();
                recreated = SourceTopic.create(own, old.name(), 1);
                recreated.send(0, 250);
                setup.archive().awaitPosition(recreated.partition(0), 250);
            }

            assertBoth(setup, old, recreated);
        }
    }

    /** Whoever is told that an offset is out of range asks first whether it is still the same topic. */
    @ParameterizedTest
    @ValueSource(ints = {30, 250})
    void recreatedBetweenDiscoveries(int recordsOfNewTopic) throws Exception {
        String name = "recreated-unseen-" + recordsOfNewTopic;
        SourceTopic old = SourceTopic.create(broker, name, 1);
        old.send(0, 100);
        Setup setup = Setup.of(broker, directory, name).with("discoveryInterval: 1h");

        SourceTopic recreated;
        try (BackupRun run = setup.start()) {
            setup.archive().awaitPosition(old.partition(0), 100);
            old.delete();
            recreated = SourceTopic.create(broker, name, 1);
            recreated.send(0, recordsOfNewTopic);
            setup.archive().awaitPosition(recreated.partition(0), recordsOfNewTopic);
        }

        assertBoth(setup, old, recreated);
    }

    @Test
    void recreatedWithoutFlinkState() throws Exception {
        String name = "recreated-stateless";
        SourceTopic old = SourceTopic.create(broker, name, 1);
        old.send(0, 100);
        Setup setup = Setup.of(broker, directory, name);
        try (BackupRun run = setup.start()) {
            setup.archive().awaitPosition(old.partition(0), 100);
        }
        old.delete();
        SourceTopic recreated = SourceTopic.create(broker, name, 1);
        recreated.send(0, 250);

        try (BackupRun run = setup.start()) {
            setup.archive().awaitPosition(recreated.partition(0), 250);
        }

        assertThat(setup.archive().difference(old, 0)).isEmpty();
        assertThat(setup.archive().difference(recreated, 0)).isEmpty();
    }

    @Test
    void deletedTopicIsNotedOnce() throws Exception {
        String name = "deleted-while-running";
        SourceTopic topic = SourceTopic.create(broker, name, 2);
        topic.send(0, 100);
        Setup setup = Setup.of(broker, directory, name);
        String savepoint;
        try (BackupRun run = setup.start()) {
            setup.archive().awaitPosition(topic.partition(0), 100);
            topic.delete();
            Await.until(
                    "deletion is noted",
                    () -> deletedAt(setup, topic, 0).isPresent()
                            && deletedAt(setup, topic, 1).isPresent());
            savepoint = run.stop();
        }
        try (BackupRun run = setup.with("mode: once").startFrom(savepoint)) {
            run.awaitFinish();
        }

        assertThat(deletedAt(setup, topic, 0)).hasValue(100);
        assertThat(setup.archive().difference(topic, 0)).isEmpty();
    }

    private static void assertBoth(Setup setup, SourceTopic old, SourceTopic recreated) throws Exception {
        assertThat(setup.archive().difference(old, 0)).isEmpty();
        assertThat(setup.archive().difference(recreated, 0)).isEmpty();
        assertThat(deletedAt(setup, old, 0)).hasValue(100);
        assertThat(deletedAt(setup, recreated, 0)).isEmpty();
        assertThat(setup.archive().holes(recreated.partition(0))).isEmpty();
    }

    private static OptionalLong deletedAt(Setup setup, SourceTopic topic, int partition) throws Exception {
        return setup.archive()
                .partition(topic.partition(partition))
                .map(PartitionCatalog::deletedAt)
                .orElse(OptionalLong.empty());
    }
}
