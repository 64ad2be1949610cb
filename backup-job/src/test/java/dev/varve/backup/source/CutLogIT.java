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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that is started from an older copy of its data has lost the end of its logs. */
@SuppressWarnings("try")
class CutLogIT {
    @TempDir
    Path directory;

    @TempDir
    Path copies;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesOnFromWhereTheLogWasCut(boolean withState) throws Exception {
        Path copy = copies.resolve("older");
        try (KafkaBroker broker = KafkaBroker.start()) {
            SourceTopic topic = SourceTopic.create(broker, "cut", 1);
            Setup setup = Setup.of(broker, directory, topic.name());
            topic.send(0, 100);
            broker.stop();
            broker.copyDataTo(copy);
            broker.restart();
            topic.send(0, 50);
            String savepoint;
            try (BackupRun run = setup.start()) {
                setup.archive().awaitPosition(topic.partition(0), 150);
                savepoint = run.stop();
            }
            broker.kill();
            broker.restoreDataFrom(copy);
            broker.restart();
            topic.forgetFrom(0, 100);
            topic.send(0, 20);

            try (BackupRun run = withState ? setup.startFrom(savepoint) : setup.start()) {
                Await.until(
                        "truncation is noted", () -> !truncations(setup, topic).isEmpty());
                topic.send(0, 100);
                setup.archive().awaitPosition(topic.partition(0), 220);
            }

            assertThat(truncations(setup, topic))
                    .extracting(Truncation::divergence, Truncation::reached)
                    .containsExactly(tuple(100L, 150L));
            assertThat(setup.archive().difference(topic, 0)).isEmpty();
        }
    }

    @Test
    void cutWhileRunning() throws Exception {
        Path copy = copies.resolve("older");
        try (KafkaBroker broker = KafkaBroker.start()) {
            SourceTopic topic = SourceTopic.create(broker, "cut-running", 1);
            Setup setup = Setup.of(broker, directory, topic.name());
            topic.send(0, 100);
            broker.stop();
            broker.copyDataTo(copy);
            broker.restart();
            topic.send(0, 50);
            try (BackupRun run = setup.start()) {
                setup.archive().awaitPosition(topic.partition(0), 150);
                broker.kill();
                broker.restoreDataFrom(copy);
                broker.restart();
                topic.forgetFrom(0, 100);
                Await.until(
                        "truncation is noted", () -> !truncations(setup, topic).isEmpty());
                topic.send(0, 100);
                setup.archive().awaitPosition(topic.partition(0), 200);
            }

            assertThat(setup.archive().difference(topic, 0)).isEmpty();
        }
    }

    private static List<Truncation> truncations(Setup setup, SourceTopic topic) throws Exception {
        return setup.archive()
                .partition(topic.partition(0))
                .map(PartitionCatalog::truncations)
                .orElse(List.of());
    }
}
