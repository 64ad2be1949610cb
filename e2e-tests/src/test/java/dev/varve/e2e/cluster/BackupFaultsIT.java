// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.cluster;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup on a cluster whose processes die, and that people stop and start again, while producers write. */
class BackupFaultsIT {
    private static StandaloneCluster cluster;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = StandaloneCluster.shared();
    }

    @AfterEach
    void startWhatWasKilled() throws Exception {
        cluster.startWhatIsMissing();
    }

    private BackupScenario produce(String topic) throws Exception {
        return BackupScenario.produce(topic, cluster, directory);
    }

    @Test
    void goesOnAfterItsTaskManagerWasKilled() throws Exception {
        try (BackupScenario backup = produce("task-manager-killed")) {
            backup.start(2)
                    .killTaskManager()
                    .awaitRecovery()
                    .awaitCommits()
                    .startWhatIsMissing()
                    .expectSameRecords();
        }
    }

    @Tag("soak")
    @Test
    void goesOnFromRetainedCheckpointAfterTheJobManagerWasKilled() throws Exception {
        try (BackupScenario backup = produce("job-manager-killed")) {
            backup.start(2)
                    .killJobManager()
                    .startWhatIsMissing()
                    .resumeFromRetainedCheckpoint(2)
                    .expectSameRecords();
        }
    }

    @Test
    void goesOnFromRetainedCheckpointAfterBothWereKilled() throws Exception {
        try (BackupScenario backup = produce("both-killed")) {
            backup.start(3)
                    .killBoth()
                    .startWhatIsMissing()
                    .resumeFromRetainedCheckpoint(3)
                    .expectSameRecords();
        }
    }

    @Test
    void stopsWithSavepointAndGoesOnAtAnotherParallelism() throws Exception {
        try (BackupScenario backup = produce("rescaled")) {
            backup.start(1)
                    .stopWithSavepoint()
                    .produceMore(50)
                    .resume(3)
                    .stopWithSavepoint()
                    .resume(2)
                    .expectSameRecords();
        }
    }

    @Test
    void goesOnFromOlderSavepoint() throws Exception {
        try (BackupScenario backup = produce("older-savepoint")) {
            backup.start(2)
                    .takeSavepoint()
                    .produceMore(50)
                    .cancel()
                    .resumeFromFirstSavepoint(2)
                    .expectSameRecords();
        }
    }

    @Test
    void goesOnWithoutStateAfterItsSavepointWasDeleted() throws Exception {
        try (BackupScenario backup = produce("lost-savepoint")) {
            backup.start(2)
                    .stopWithSavepoint()
                    .loseSavepoints()
                    .produceMore(50)
                    .start(2)
                    .expectSameRecords();
        }
    }
}
