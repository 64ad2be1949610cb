// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.job.ExitCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was backed up comes back. */
class RoundTripIT {
    @Test
    void restoresWhatWasBackedUp(@TempDir Path directory) throws Exception {
        TestCluster source = TestCluster.shared();
        TestCluster target = TestCluster.target();
        ProducedTopic topic = source.create("round-trip", 3);
        topic.sendToAll(500);
        topic.sendAborted(0, 20);
        topic.sendCommitted(1, 30);
        BackupOf backup = BackupOf.topics(source, directory, topic).with("mode: once");
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }

        RestoreOf.Outcome outcome =
                RestoreOf.archive(backup, target, "round-trip").run();

        System.out.println(outcome.messages() + "\n" + outcome.report());
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.DONE);
        new RestoredTopics(target).requireExactly(topic);
    }
}
