// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.varve.backup.source.BackupRun.Setup;
import dev.varve.format.catalog.PartitionCatalog;
import dev.varve.format.catalog.Truncation;
import dev.varve.localkafka.KafkaBroker;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is started from an older copy of its data has lost the end of its logs. */
@SuppressWarnings("try")
class CutLogIT {
    @TempDir
    Path directory;

    /** Three backups of one topic live through the same, because a broker takes long to start. */
    @Test
    void goesOnFromWhereTheLogWasCut() throws Exception {
        Path copy = directory.resolve("older");
        try (KafkaBroker broker = KafkaBroker.start()) {
            SourceTopic topic = SourceTopic.create(broker, "cut", 1);
            Setup withState = Setup.of(broker, directory.resolve("with-state"), topic.name());
            Setup withoutState = Setup.of(broker, directory.resolve("without-state"), topic.name());
            Setup running = Setup.of(broker, directory.resolve("running"), topic.name());
            topic.send(0, 100);
            broker.kill();
            broker.copyDataTo(copy);
            broker.restart();
            topic.send(0, 50);
            String savepoint = readAll(withState, topic, 150);
            readAll(withoutState, topic, 150);
            try (BackupRun run = running.start()) {
                running.archive().awaitPosition(topic.partition(0), 150);
                broker.kill();
                broker.restoreDataFrom(copy);
                broker.restart();
                topic.forgetFrom(0, 100);
                topic.send(0, 20);
                try (BackupRun first = withState.startFrom(savepoint);
                        BackupRun second = withoutState.start()) {
                    for (Setup setup : List.of(withState, withoutState, running)) {
                        Await.until(
                                "truncation is noted",
                                () -> !truncations(setup, topic).isEmpty());
                    }
                    topic.send(0, 100);
                    for (Setup setup : List.of(withState, withoutState, running)) {
                        setup.archive().awaitPosition(topic.partition(0), 220);
                    }
                }
            }

            for (Setup setup : List.of(withState, withoutState, running)) {
                assertThat(truncations(setup, topic))
                        .as("truncations in " + setup.directory())
                        .extracting(Truncation::divergence, Truncation::reached)
                        .containsExactly(tuple(100L, 150L));
                assertThat(setup.archive().difference(topic, 0))
                        .as("difference in " + setup.directory())
                        .isEmpty();
            }
        }
    }

    /** A consumer would wait for ever: it takes the lower epoch for old news. */
    @Test
    void namesLogWhoseLeaderEpochWentBack() throws Exception {
        Path copy = directory.resolve("older");
        try (KafkaBroker broker = KafkaBroker.start()) {
            SourceTopic topic = SourceTopic.create(broker, "back", 1);
            Setup setup = Setup.of(broker, directory.resolve("archive"), topic.name());
            broker.kill();
            broker.copyDataTo(copy);
            broker.restart();
            broker.kill();
            broker.restart();
            topic.send(0, 50);
            try (BackupRun run = setup.start()) {
                setup.archive().awaitPosition(topic.partition(0), 50);
                broker.kill();
                broker.restoreDataFrom(copy);
                broker.restart();

                assertThat(run.awaitFailure())
                        .rootCause()
                        .isInstanceOf(DivergedLogException.class)
                        .hasMessageContaining("Cannot read on in back-0")
                        .hasMessageContaining("from which offset on the log differs is unknown");
            }
        }
    }

    /** The marker has a higher epoch than the records before it, and is the last thing that was read. */
    @Test
    void markerOfNewEpochIsNoTruncation() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start()) {
            SourceTopic topic = SourceTopic.create(broker, "marker", 1);
            Setup setup = Setup.of(broker, directory.resolve("archive"), topic.name());
            try (SourceTopic.OpenTransaction open = topic.begin(0, 10)) {
                broker.kill();
                broker.restart();
                open.commit();
            }
            readAll(setup, topic, 11);
            topic.send(0, 10);

            readAll(setup, topic, 21);

            assertThat(truncations(setup, topic)).isEmpty();
            assertThat(setup.archive().difference(topic, 0)).isEmpty();
        }
    }

    private static String readAll(Setup setup, SourceTopic topic, long end) throws Exception {
        try (BackupRun run = setup.start()) {
            setup.archive().awaitPosition(topic.partition(0), end);
            return run.stop();
        }
    }

    private static List<Truncation> truncations(Setup setup, SourceTopic topic) throws Exception {
        return setup.archive()
                .partition(topic.partition(0))
                .map(PartitionCatalog::truncations)
                .orElse(List.of());
    }
}
