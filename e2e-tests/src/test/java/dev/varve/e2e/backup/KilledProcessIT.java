// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.TestCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code varve backup} that is killed goes on from its checkpoints. */
class KilledProcessIT {

    @Test
    void goesOnFromItsCheckpointsAfterKill(@TempDir Path directory) throws Exception {
        TestCluster source = TestCluster.shared();
        ProducedTopic topic = source.create("killed", 3);
        BackupOf backup = BackupOf.topics(source, directory, topic);
        topic.sendToAll(100);
        try (BackupProcess killed = BackupProcess.start(backup, "-Xmx512m")) {
            backup.archive().awaitPosition(topic.partition(0), 100);
            topic.sendToAll(100);
            killed.kill();
        }
        topic.sendToAll(100);

        try (BackupProcess resumed = BackupProcess.start(backup, "-Xmx512m")) {
            backup.archive().awaitAll(topic);

            assertThat(resumed.printed()).containsOnlyOnce("Resuming from " + directory.resolve("state"));
        }
        backup.archive().requireExactly(topic);
        backup.archive().requireNoOverlap();
    }
}
