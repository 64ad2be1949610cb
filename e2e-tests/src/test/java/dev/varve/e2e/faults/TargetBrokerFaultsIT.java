// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.faults;

import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackgroundWriter;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.LedgerTopic;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.e2e.scenario.WrittenTopics;
import dev.varve.localkafka.BrokerConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The broker that a restore writes to is paused for longer than its clients wait, and its transactions last. */
@SuppressWarnings("try")
class TargetBrokerFaultsIT {
    private static final long SEED = Long.getLong("varve.faults.seed", System.nanoTime() & 0xFFFF);

    private static WrittenTopics backUp(BackupOf backup, ProducedTopic topic) throws Exception {
        try (BackgroundWriter writer =
                        BackgroundWriter.startEvery(Duration.ofMillis(2), TestCluster.shared(), SEED, topic);
                RunningJob running = backup.start()) {
            writer.awaitMore(2000);
            WrittenTopics written = writer.stop();
            written.awaitArchived(backup.archive());
            running.stop();
            return written;
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
    void restoreGoesOnAfterItsBrokerWasPausedForLongerThanItsTransactionsLast(@TempDir Path directory)
            throws Exception {
        ProducedTopic topic = TestCluster.shared().create("target-paused", 3);
        BackupOf backup =
                BackupOf.topics(TestCluster.shared(), directory, topic).with("segment: {blockSize: 4KiB}");
        WrittenTopics written = backUp(backup, topic);
        try (TestCluster target = TestCluster.start(BrokerConfig.defaults())) {
            RestoreOf restore = RestoreOf.archive(backup, target, "paused")
                    .restartingAfter(Duration.ofMillis(500))
                    .with(
                            "rateLimit: 50KiB",
                            "target: {bootstrapServers: '" + target.bootstrapServers() + "', transactionTimeout: 3s,"
                                    + " properties: {request.timeout.ms: 1000, default.api.timeout.ms: 2000,"
                                    + " max.block.ms: 2000}}");
            LedgerTopic ledger = LedgerTopic.of(target, "paused");
            try (RunningJob running = restore.start()) {
                Await.until("two commits", () -> ledger.commits() > 2);
                target.broker().pause();
                try {
                    Await.until("a subtask fails", () -> running.restarts().get(0) > 0);
                } finally {
                    target.broker().resume();
                }
                running.awaitFinish();
            }
            System.out.println(written.check(target).requireExact().summary() + ", seed " + SEED);
        }
    }
}
