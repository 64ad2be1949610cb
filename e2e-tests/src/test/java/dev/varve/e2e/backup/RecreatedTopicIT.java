// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.ArchivedTopics;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic that is deleted and created again is another topic, with fewer records than were read or with more. */
class RecreatedTopicIT {
    private static final int READ = 100;
    private static final int FEWER = 30;
    private static final int MORE = 250;

    @Test
    void recreatedWhileStoppedIsAnotherTopic(@TempDir Path directory) throws Exception {
        TestCluster source = TestCluster.shared();
        ProducedTopic first = filled(source, "recreated-stopped-fewer", READ);
        ProducedTopic second = filled(source, "recreated-stopped-more", READ);
        BackupOf backup = BackupOf.topics(source, directory, first, second);
        String savepoint;
        try (RunningJob running = backup.start()) {
            backup.archive().awaitAll(first, second);
            savepoint = running.stop();
        }
        ProducedTopic fewer = recreated(source, first, FEWER);
        ProducedTopic more = recreated(source, second, MORE);

        try (RunningJob running = backup.resume(savepoint)) {
            backup.archive().awaitAll(fewer, more);
            running.stop();
        }

        requireBoth(backup, first, fewer);
        requireBoth(backup, second, more);
        backup.archive().requireWhole();
    }

    @Test
    void recreatedWhileRunningIsAnotherTopic(@TempDir Path directory) throws Exception {
        TestCluster source = TestCluster.shared();
        ProducedTopic first = filled(source, "recreated-running-fewer", READ);
        ProducedTopic second = filled(source, "recreated-running-more", READ);
        BackupOf backup = BackupOf.topics(source, directory, first, second);

        ProducedTopic fewer;
        ProducedTopic more;
        try (RunningJob running = backup.start()) {
            backup.archive().awaitAll(first, second);
            fewer = recreated(source, first, FEWER);
            more = recreated(source, second, MORE);
            backup.archive().awaitAll(fewer, more);
            running.stop();
        }

        requireBoth(backup, first, fewer);
        requireBoth(backup, second, more);
        backup.archive().requireWhole();
    }

    private static ProducedTopic filled(TestCluster source, String name, int records) throws Exception {
        ProducedTopic topic = source.create(name, 1);
        topic.send(0, records);
        return topic;
    }

    private static ProducedTopic recreated(TestCluster source, ProducedTopic old, int records) throws Exception {
        old.delete();
        return filled(source, old.name(), records);
    }

    private static void requireBoth(BackupOf backup, ProducedTopic old, ProducedTopic recreated) throws Exception {
        ArchivedTopics archive = backup.archive();
        archive.requireContent(old, recreated);
        assertThat(archive.partition(old.partition(0)).deletedAt()).isEqualTo(OptionalLong.of(READ));
        assertThat(archive.partition(recreated.partition(0)).deletedAt()).isEmpty();
    }
}
