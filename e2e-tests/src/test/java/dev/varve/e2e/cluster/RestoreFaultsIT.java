// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.cluster;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore on a cluster whose processes die, and that people stop and start again. The source has lost the topic. */
class RestoreFaultsIT {
    private static final int RECORDS = 3000;

    @TempDir
    private static Path directory;

    private static StandaloneCluster cluster;
    private static BackupScenario.Archived archived;

    @BeforeAll
    static void backUpAndLoseTheTopic() throws Exception {
        cluster = StandaloneCluster.shared();
        try (BackupScenario scenario = BackupScenario.produceMuch("lost-topic", cluster, directory)) {
            archived =
                    scenario.start(2).produceMore(RECORDS).expectSameRecords().loseTopic();
        }
    }

    @AfterEach
    void startWhatWasKilled() throws Exception {
        cluster.startWhatIsMissing();
    }

    private static RestoreScenario restore(String id) throws Exception {
        return RestoreScenario.of(archived, id, cluster);
    }

    @Test
    void goesOnAfterItsTaskManagerWasKilled() throws Exception {
        try (RestoreScenario restore = restore("task-manager-killed")) {
            restore.atRate("48KiB")
                    .start(2)
                    .killTaskManager()
                    .startWhatIsMissing()
                    .expectSameRecords();
        }
    }

    @Test
    void goesOnFromRetainedCheckpointAfterTheJobManagerWasKilled() throws Exception {
        try (RestoreScenario restore = restore("job-manager-killed")) {
            restore.start(2)
                    .killJobManager()
                    .startWhatIsMissing()
                    .withoutRateLimit()
                    .resumeFromRetainedCheckpoint(2)
                    .expectSameRecords();
        }
    }

    @Tag("soak")
    @Test
    void goesOnFromRetainedCheckpointAfterBothWereKilled() throws Exception {
        try (RestoreScenario restore = restore("both-killed")) {
            restore.start(3)
                    .killBoth()
                    .startWhatIsMissing()
                    .withoutRateLimit()
                    .resumeFromRetainedCheckpoint(3)
                    .expectSameRecords();
        }
    }

    @Tag("soak")
    @Test
    void stopsWithSavepointAndGoesOnAtAnotherParallelism() throws Exception {
        try (RestoreScenario restore = restore("rescaled")) {
            restore.start(1)
                    .stopWithSavepoint()
                    .resume(3)
                    .stopWithSavepoint()
                    .withoutRateLimit()
                    .resume(2)
                    .expectSameRecords();
        }
    }

    @Tag("soak")
    @Test
    void goesOnFromOlderSavepoint() throws Exception {
        try (RestoreScenario restore = restore("older-savepoint")) {
            restore.start(2)
                    .takeSavepoint()
                    .cancel()
                    .withoutRateLimit()
                    .resumeFromFirstSavepoint(2)
                    .expectSameRecords();
        }
    }

    @Test
    void goesOnWithoutStateAfterItsSavepointWasDeletedAndIsVerifiedByTheNextRun() throws Exception {
        try (RestoreScenario restore = restore("lost-savepoint")) {
            restore.start(2)
                    .stopWithSavepoint()
                    .loseSavepoints()
                    .withoutRateLimit()
                    .start(2)
                    .expectSameRecords()
                    .expectNotVerified()
                    .verify();
        }
    }
}
