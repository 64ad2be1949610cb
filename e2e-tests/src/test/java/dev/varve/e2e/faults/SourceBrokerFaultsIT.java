// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.faults;

import dev.varve.e2e.scenario.BackgroundWriter;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.e2e.scenario.WrittenTopics;
import dev.varve.localkafka.BrokerConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker of a running backup is killed. */
@SuppressWarnings("try")
class SourceBrokerFaultsIT {
    private static final long SEED = Long.getLong("varve.faults.seed", System.nanoTime() & 0xFFFF);

    private static TestCluster source;

    @BeforeAll
    static void startBroker() throws Exception {
        source = TestCluster.start(BrokerConfig.defaults());
    }

    @AfterAll
    static void endBroker() {
        source.close();
    }

    private static void requireExact(BackgroundWriter writer, BackupOf backup, RunningJob running) throws Exception {
        WrittenTopics written = writer.stop();
        written.awaitArchived(backup.archive());
        running.stop();
        System.out.println(written.check(backup.archive()).requireExact().summary() + ", seed " + SEED);
        backup.archive().requireWhole();
    }

    @Test
    void backupGoesOnAfterKillsOfItsBroker(@TempDir Path directory) throws Exception {
        ProducedTopic topic = source.create("source-killed", 3);
        BackupOf backup = BackupOf.topics(source, directory, topic).restartingAfter(Duration.ofMillis(500));
        try (BackgroundWriter writer = BackgroundWriter.start(source, SEED, topic);
                RunningJob running = backup.start()) {
            for (int kill = 0; kill < 2; kill++) {
                writer.awaitMore(100);
                running.awaitCheckpoints(1);
                source.broker().kill();
                source.broker().restart();
            }
            writer.awaitMore(100);

            requireExact(writer, backup, running);
        }
    }
}
