// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code varve restore} that is stopped by Ctrl-C goes on where it was. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
class InterruptedRestoreIT {
    private static final int PARTITIONS = 20;
    private static final int RECORDS = 200;

    @Test
    void stopsCleanlyAndGoesOnWhereItWas(@TempDir Path directory) throws Exception {
        TestCluster source = TestCluster.shared();
        RestoredTopics restored = new RestoredTopics(TestCluster.target());
        ProducedTopic topic = source.create("interrupted", PARTITIONS);
        topic.sendToAll(RECORDS);
        BackupOf backup = BackupOf.topics(source, directory, topic).with("mode: once");
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }
        RestoreOf restore = RestoreOf.archive(backup, TestCluster.target(), "interrupted");

        try (RestoreProcess first = RestoreProcess.start(restore, "--set", "rateLimit=10KiB")) {
            Await.until("something is restored", () -> count(restored, topic) > 0);
            first.interrupt();
            first.awaitExit(130);

            assertThat(first.printed())
                    .contains("Stopping: committing what was read")
                    .containsPattern("[0-9.]+MiB/s\\) [0-9]+% eta=[0-9]+s ");
        }
        long before = count(restored, topic);
        assertThat(before).isBetween(1L, PARTITIONS * RECORDS - 1L);
        try (RestoreProcess second = RestoreProcess.start(restore)) {
            second.awaitExit(0);

            assertThat(second.printed())
                    .contains("Resuming from ", " 100% eta=0s ", "Verifying: reading the target back");
        }
        restored.requireExactly(topic);
        assertThat(directory.resolve("restore-state/restore-interrupted/varve.log"))
                .content()
                .contains("Every record is in the target: restore=interrupted");
    }

    private static long count(RestoredTopics restored, ProducedTopic topic) throws Exception {
        if (!restored.target().topicNames().contains(topic.name())) {
            return 0;
        }
        long count = 0;
        for (int partition = 0; partition < topic.partitions(); partition++) {
            count += restored.read(topic.name(), partition).size();
        }
        return count;
    }
}
