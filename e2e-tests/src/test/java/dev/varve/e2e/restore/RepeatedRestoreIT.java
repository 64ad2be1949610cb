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
import dev.varve.restore.RestoreRun;
import dev.varve.restore.ledger.Ledger;
import dev.varve.restore.ledger.LedgerContent.SplitKey;
import dev.varve.restore.ledger.LedgerEntry.Position;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore that is started again under its id goes on, and nothing is there twice. */
class RepeatedRestoreIT {
    private static final int KEPT = 0;
    private static final int REMOVED = 1;

    private final TestCluster target = TestCluster.target();
    private final RestoredTopics restored = new RestoredTopics(target);

    RepeatedRestoreIT() throws Exception {}

    @Test
    void addsNothingAndThenOnlyWhatTheArchiveHasGained(@TempDir Path directory) throws Exception {
        ProducedTopic topic = TestCluster.shared().create("repeated", 2);
        topic.sendToAll(100);
        BackupOf backup = backUp(directory, topic);
        RestoreOf restore = RestoreOf.archive(backup, target, "repeated");

        requireVerified(restore.run());
        long end = restored.progress("repeated");
        Map<SplitKey, Position> positions = positions(restore);
        requireVerified(restore.run());

        assertThat(restored.progress("repeated")).isEqualTo(end);
        assertThat(positions(restore)).isEqualTo(positions).hasSize(2);
        restored.requireExactly(topic);

        removeAll("repeated", REMOVED);
        topic.sendToAll(50);
        backUp(directory, topic);
        requireVerified(restore.run());

        restored.requireExactly("repeated", KEPT, topic.expected(KEPT));
        restored.requireExactly("repeated", REMOVED, topic.expected(REMOVED).subList(100, 150));
    }

    @Test
    void recreatedTargetIsRestoredFromTheBeginning(@TempDir Path directory) throws Exception {
        ProducedTopic topic = TestCluster.shared().create("repeated-recreated", 2);
        topic.sendToAll(100);
        RestoreOf restore = RestoreOf.archive(backUp(directory, topic), target, "repeated-recreated");
        restoreAll(restore);
        target.delete("repeated-recreated");
        target.create("repeated-recreated", 2);
        assertThat(restored.progress("repeated-recreated")).isZero();

        restoreAll(restore);

        restored.requireExactly(topic);
    }

    @Test
    void otherSelectionUnderTheSameIdIsRefused(@TempDir Path directory) throws Exception {
        ProducedTopic topic = TestCluster.shared().create("repeated-other", 1);
        topic.send(0, 10);
        RestoreOf restore = RestoreOf.archive(backUp(directory, topic), target, "repeated-other");
        restoreAll(restore);

        RestoreOf.Outcome outcome = restore.with(
                        "topics: [{source: repeated-other, timeRange: {from:" + " 2026-01-01T00:00:00Z}}]")
                .run();

        assertThat(outcome.exitCode()).as(outcome.messages()).isEqualTo(ExitCode.REFUSED);
        assertThat(outcome.said())
                .contains("Restore repeated-other has been started with another request:")
                .contains("timeRange.from: was none, is 2026-01-01T00:00:00Z");
        restored.requireExactly(topic);
    }

    private static BackupOf backUp(Path directory, ProducedTopic topic) throws Exception {
        BackupOf backup =
                BackupOf.topics(TestCluster.shared(), directory, topic).with("mode: once");
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }
        return backup;
    }

    private static void restoreAll(RestoreOf restore) throws Exception {
        try (RunningJob running = restore.start()) {
            running.awaitFinish();
        }
    }

    private static void requireVerified(RestoreOf.Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.messages() + outcome.report()).isEqualTo(ExitCode.DONE);
        assertThat(outcome.report()).contains(": verified, the target holds what was restored");
    }

    private static Map<SplitKey, Position> positions(RestoreOf restore) throws Exception {
        try (Ledger ledger =
                RestoreRun.goal(restore.config(), restore.plan()).ledger().open()) {
            return ledger.read().positions();
        }
    }

    /** As the topic's own retention does once the restore is done. */
    private void removeAll(String topic, int partition) throws Exception {
        target.admin()
                .deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(-1)))
                .all()
                .get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS);
        assertThat(restored.read(topic, partition)).isEqualTo(List.of());
    }
}
