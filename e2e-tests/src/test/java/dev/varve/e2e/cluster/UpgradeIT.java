// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.cluster;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that go on from savepoints of the release before, and back. CONTRIBUTING.md says how that release is built. */
@Tag("soak")
@EnabledIfSystemProperty(named = FlinkLibraries.PREVIOUS, matches = ".+", disabledReason = "no other release is given")
class UpgradeIT {
    private static StandaloneCluster cluster;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = StandaloneCluster.shared();
    }

    @AfterEach
    void startWhatIsMissing() throws Exception {
        cluster.startWhatIsMissing();
    }

    @Test
    void backupGoesOnFromSavepointsOfThePreviousReleaseAndBack() throws Exception {
        Path previous = FlinkLibraries.previousJar("backup-job");
        Path current = FlinkLibraries.jar("backup-job");
        try (BackupScenario backup = BackupScenario.produce("upgraded-backup", cluster, directory)) {
            backup.withJar(previous)
                    .start(2)
                    .stopWithSavepoint()
                    .produceMore(50)
                    .withJar(current)
                    .resume(3)
                    .stopWithSavepoint()
                    .produceMore(50)
                    .withJar(previous)
                    .resume(2)
                    .expectSameRecords();
        }
    }

    @Test
    void restoreGoesOnFromSavepointsOfThePreviousReleaseAndBack() throws Exception {
        Path previous = FlinkLibraries.previousJar("restore-job");
        Path current = FlinkLibraries.jar("restore-job");
        BackupScenario.Archived archived;
        try (BackupScenario scenario = BackupScenario.produceMuch("upgraded-restore", cluster, directory)) {
            archived = scenario.start(2).produceMore(3000).expectSameRecords().loseTopic();
        }
        try (RestoreScenario restore = RestoreScenario.of(archived, "upgraded", cluster)) {
            restore.withJar(previous)
                    .start(2)
                    .stopWithSavepoint()
                    .withJar(current)
                    .resume(3)
                    .stopWithSavepoint()
                    .withoutRateLimit()
                    .withJar(previous)
                    .resume(2)
                    .expectSameRecords()
                    .verify();
        }
    }
}
