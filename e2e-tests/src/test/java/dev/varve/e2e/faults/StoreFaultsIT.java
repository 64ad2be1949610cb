// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.backup.BackupProcess;
import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackgroundWriter;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.e2e.scenario.WrittenTopics;
import dev.varve.job.store.FlinkFileStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of a store is full or read-only for a while, or the store answers late. */
@SuppressWarnings("try")
class StoreFaultsIT {
    private static final long SEED = Long.getLong("varve.faults.seed", System.nanoTime() & 0xFFFF);

    @TempDir
    private Path directory;

    private static WrittenTopics requireExact(BackgroundWriter writer, BackupOf backup, RunningJob running)
            throws Exception {
        WrittenTopics written = writer.stop();
        written.awaitArchived(backup.archive());
        running.stop();
        System.out.println(written.check(backup.archive()).requireExact().summary() + ", seed " + SEED);
        backup.archive().requireWhole();
        return written;
    }

    private static void awaitFailures(RunningJob running) throws Exception {
        int before = running.restarts().get(0);
        Await.until("the subtask fails twice", () -> running.restarts().get(0) > before + 1);
    }

    @Test
    void backupGoesOnOnceTheFullDiskHasRoomAndOnceTheReadOnlyOneIsWritable() throws Exception {
        try (MountedDirectory disk = MountedDirectory.at(directory.resolve("disk"))) {
            ProducedTopic topic = TestCluster.shared().create("disk-faults", 3);
            BackupOf backup = BackupOf.topics(TestCluster.shared(), disk.directory(), topic)
                    .restartingAfter(Duration.ofMillis(200));
            try (BackgroundWriter writer = BackgroundWriter.start(TestCluster.shared(), SEED, topic);
                    RunningJob running = backup.start()) {
                running.awaitCheckpoints(2);
                disk.fill();
                awaitFailures(running);
                disk.free();
                running.awaitCheckpoints(2);
                disk.makeReadOnly();
                awaitFailures(running);
                disk.makeWritable();
                writer.awaitMore(50);

                requireExact(writer, backup, running);
            }
        }
    }

    /** After ten restarts, two minutes. */
    @Tag("soak")
    @Test
    void backupToAStoreThatStaysReadOnlyEndsByName() throws Exception {
        try (MountedDirectory disk = MountedDirectory.at(directory.resolve("disk"))) {
            ProducedTopic topic = TestCluster.shared().create("stays-read-only", 1);
            BackupOf backup = BackupOf.topics(TestCluster.shared(), directory, topic)
                    .with("mode: once", "store: {uri: '" + disk.directory() + "'}");
            disk.makeReadOnly();

            try (BackupProcess refused = BackupProcess.start(backup)) {
                refused.awaitExit(1);

                System.out.println(refused.printed());
                assertThat(refused.printed()).contains("Read-only file system");
            }
        }
    }

    @Test
    void backupAndRestoreOnAStoreThatAnswersLateAreExact() throws Exception {
        // A plugin that another test has loaded may have the same scheme.
        FlinkFileStore.configureProcess(Map.of(), directory, List.of());
        ProducedTopic topic = TestCluster.shared().create("slow-store", 3);
        String slow = "store: {uri: '" + SlowFileSystem.uri(directory) + "'}";
        BackupOf backup = BackupOf.topics(TestCluster.shared(), directory, topic)
                .with(slow)
                .inSubtasks(2);
        WrittenTopics written;
        try (BackgroundWriter writer = BackgroundWriter.start(TestCluster.shared(), SEED, topic);
                RunningJob running = backup.start()) {
            writer.awaitMore(150);
            written = requireExact(writer, backup, running);
            assertThat(running.restarts()).containsOnly(0);
        }

        try (RunningJob restoring = RestoreOf.archive(backup, TestCluster.target(), "slow-store")
                .with(slow)
                .inSubtasks(2)
                .start()) {
            restoring.awaitFinish();
        }
        System.out.println(written.check(TestCluster.target()).requireExact().summary() + ", seed " + SEED);
    }
}
