// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.ArchivedTopics;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Offsets without a record are explained, each by its cause. */
class MissingRecordsIT {

    @Test
    void explainsEveryOffsetThatHasNoRecord(@TempDir Path directory) throws Exception {
        TestCluster source = TestCluster.shared();
        ProducedTopic topic = source.create("missing", 5);
        ProducedTopic empty = source.create("missing-empty", 2);
        int overtaken = 0;
        int startsLate = 1;
        int markersOnly = 2;
        int aborted = 3;
        int open = 4;
        topic.send(overtaken, 100);
        topic.send(startsLate, 100);
        topic.deleteRecordsBefore(startsLate, 40);
        topic.forget(startsLate, 0, 40);
        topic.sendAborted(markersOnly, 10);
        topic.deleteRecordsBefore(markersOnly, 10);
        topic.sendAborted(aborted, 10);
        topic.sendCommitted(aborted, 10);
        topic.sendAborted(aborted, 10);
        topic.sendCommitted(open, 10);
        BackupOf backup = BackupOf.topics(source, directory, topic, empty);
        ArchivedTopics archive = backup.archive();

        try (ProducedTopic.OpenTransaction transaction = topic.begin(open, 20)) {
            topic.send(open, 5);
            String savepoint;
            try (RunningJob running = backup.start()) {
                archive.awaitPosition(topic.partition(overtaken), 100);
                archive.awaitPosition(topic.partition(startsLate), 100);
                archive.awaitPosition(topic.partition(markersOnly), 11);
                archive.awaitPosition(topic.partition(aborted), 33);
                archive.awaitPosition(topic.partition(open), 11);
                savepoint = running.stop();
            }
            assertThat(archive.records(topic.partition(open))).hasSize(10);
            topic.send(overtaken, 100);
            topic.deleteRecordsBefore(overtaken, 150);
            topic.forget(overtaken, 100, 150);
            transaction.commit();
            try (RunningJob running = backup.resume(savepoint)) {
                archive.awaitAll(topic);
                running.stop();
            }
        }

        assertThat(archive.gaps(topic.partition(overtaken))).containsExactly("[100, 150) RETENTION");
        assertThat(archive.gaps(topic.partition(startsLate))).containsExactly("[0, 40) BEFORE_FIRST_BACKUP");
        assertThat(archive.gaps(topic.partition(markersOnly))).containsExactly("[0, 10) BEFORE_FIRST_BACKUP");
        assertThat(archive.gaps(topic.partition(aborted))).isEmpty();
        assertThat(archive.gaps(topic.partition(open))).isEmpty();
        assertThat(archive.catalog().topics())
                .anySatisfy(found -> assertThat(found.topic()).isEqualTo(empty.name()));
        archive.requireExactly(topic, empty);
        archive.requireNoOverlap();
    }
}
