// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.faults;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.e2e.scenario.BackgroundWriter;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.e2e.scenario.WrittenTopics;
import dev.varve.localkafka.BrokerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The broker of a running backup is killed, and is paused for longer than its clients wait. */
@SuppressWarnings("try")
class SourceBrokerFaultsIT {
    private static final long SEED = Long.getLong("varve.faults.seed", System.nanoTime() & 0xFFFF);

    /** Waits for two seconds where clients wait for a minute. */
    private static final Map<String, Object> IMPATIENT =
            Map.of("request.timeout.ms", 1000, "default.api.timeout.ms", 2000);

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

    /** What the clients of the job ask for at any time meanwhile has timed out, too, when this returns for the second time. */
    private static void awaitTimeoutsOfAClient() {
        Map<String, Object> settings = new HashMap<>(IMPATIENT);
        settings.put("bootstrap.servers", source.bootstrapServers());
        try (Admin admin = Admin.create(settings)) {
            assertThatThrownBy(() -> admin.describeCluster().nodes().get()).hasCauseInstanceOf(TimeoutException.class);
        }
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
                writer.killBroker();
                source.broker().restart();
            }
            writer.awaitMore(100);

            requireExact(writer, backup, running);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
    void backupGoesOnAfterItsBrokerWasPausedForLongerThanItsClientsWait(@TempDir Path directory) throws Exception {
        ProducedTopic topic = source.create("source-paused", 3);
        BackupOf backup = BackupOf.topics(source, directory, topic)
                .readingWith(IMPATIENT.toString().replace("=", ": "))
                .restartingAfter(Duration.ofMillis(500));
        try (BackgroundWriter writer = BackgroundWriter.start(source, SEED, topic);
                RunningJob running = backup.start()) {
            writer.awaitMore(100);
            running.awaitCheckpoints(1);
            source.broker().pause();
            try {
                awaitTimeoutsOfAClient();
                awaitTimeoutsOfAClient();
            } finally {
                source.broker().resume();
            }
            writer.awaitMore(100);

            requireExact(writer, backup, running);
        }
    }
}
