// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.backup.source.BackupRun.Setup;
import dev.varve.localkafka.KafkaBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when the source no longer has what comes next. */
@SuppressWarnings("try")
class GapIT {
    private static KafkaBroker broker;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws Exception {
        broker = SharedBroker.get();
    }

    @Test
    void firstContactNotesWhatWasThereBefore() throws Exception {
        SourceTopic topic = SourceTopic.create(broker, "gap-first", 2);
        topic.send(0, 100);
        topic.deleteRecordsBefore(0, 40);
        topic.send(1, 10);
        topic.deleteRecordsBefore(1, 10);
        Setup setup = Setup.of(broker, directory, topic.name());

        try (BackupRun run = setup.start()) {
            setup.archive().awaitPosition(topic.partition(0), 100);
            setup.archive().awaitPosition(topic.partition(1), 10);
        }

        assertThat(setup.archive().gaps(topic.partition(0))).containsExactly("[0, 40) BEFORE_FIRST_BACKUP");
        assertThat(setup.archive().gaps(topic.partition(1))).containsExactly("[0, 10) BEFORE_FIRST_BACKUP");
        assertThat(ArchiveContent.difference(
                        topic.expected(0, 40), setup.archive().records(topic.partition(0))))
                .isEmpty();
    }

    @Test
    void retentionThatOvertakesStoppedJobLeavesGap() throws Exception {
        SourceTopic topic = SourceTopic.create(broker, "gap-stopped", 1);
        Setup setup = Setup.of(broker, directory, topic.name());
        topic.send(0, 100);
        String savepoint;
        try (BackupRun run = setup.start()) {
            setup.archive().awaitPosition(topic.partition(0), 100);
            savepoint = run.stop();
        }
        topic.send(0, 100);
        topic.deleteRecordsBefore(0, 150);

        try (BackupRun run = setup.startFrom(savepoint)) {
            setup.archive().awaitPosition(topic.partition(0), 200);
        }

        assertThat(setup.archive().gaps(topic.partition(0))).containsExactly("[100, 150) RETENTION");
        assertThat(setup.archive().holes(topic.partition(0))).isEmpty();
        assertThat(setup.archive().records(topic.partition(0)))
                .hasSize(150)
                .startsWith(topic.expected(0).get(0))
                .containsAll(topic.expected(0, 150));
    }

    @Test
    void retentionThatOvertakesRunningJobLeavesGap() throws Exception {
        SourceTopic topic = SourceTopic.create(broker, "gap-running", 1);
        Setup setup = Setup.of(broker, directory, topic.name());
        topic.send(0, 10);
        try (BackupRun run = setup.start()) {
            setup.archive().awaitPosition(topic.partition(0), 10);
            try (SourceTopic.OpenTransaction open = topic.begin(0, 100)) {
                // The open transaction keeps the reader where it is while the log start passes it.
                topic.deleteRecordsBefore(0, 60);
                open.commit();
            }
            setup.archive().awaitPosition(topic.partition(0), 111);
        }

        assertThat(setup.archive().gaps(topic.partition(0))).containsExactly("[10, 60) RETENTION");
        assertThat(setup.archive().records(topic.partition(0))).hasSize(60).containsAll(topic.expected(0, 60));
    }

    @Test
    void gapFailsJobIfWanted() throws Exception {
        SourceTopic topic = SourceTopic.create(broker, "gap-refused", 1);
        Setup setup = Setup.of(broker, directory, topic.name()).with("onGap: fail");
        topic.send(0, 100);
        topic.deleteRecordsBefore(0, 10);
        try (BackupRun run = setup.start()) {
            setup.archive().awaitPosition(topic.partition(0), 100);
        }
        topic.send(0, 100);
        topic.deleteRecordsBefore(0, 150);

        try (BackupRun run = setup.start()) {
            assertThat(run.awaitFailure())
                    .rootCause()
                    .hasMessageContaining("Cannot back up gap-refused-0")
                    .hasMessageContaining("offsets [100, 150) are no longer at the source");
        }
    }
}
