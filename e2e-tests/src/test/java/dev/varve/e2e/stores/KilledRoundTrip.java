// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.backup.BackupProcess;
import dev.varve.e2e.restore.RestoreProcess;
import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.LedgerTopic;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RecordKinds;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.format.archive.ArchiveNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * A backup and a restore by the commands that users run, each killed in the middle by SIGKILL and started again. Archive and target are
 * compared record by record with what was sent.
 */
final class KilledRoundTrip {
    private static final int PARTITIONS = 3;

    private final String name;
    private final Path directory;
    private final String store;
    private final ArchiveCopy copy;

    /** Puts what the store holds into the directory, without the file system that is tried. */
    @FunctionalInterface
    interface ArchiveCopy {
        void update() throws IOException;
    }

    /**
     * Sets it up.
     *
     * @param name of topic and restore
     * @param directory where jobs keep their state, and the copy of the archive comes
     * @param store line of the configurations
     */
    KilledRoundTrip(String name, Path directory, String store, ArchiveCopy copy) {
        this.name = name;
        this.directory = directory;
        this.store = store;
        this.copy = copy;
    }

    void run() throws Exception {
        ProducedTopic topic = TestCluster.shared().create(name, PARTITIONS);
        BackupOf backup =
                BackupOf.topics(TestCluster.shared(), directory, topic).with(store, "segment: {blockSize: 4KiB}");
        backUp(backup, topic);
        restore(backup, topic);
    }

    private void backUp(BackupOf backup, ProducedTopic topic) throws Exception {
        topic.send(RecordKinds.ofAllKinds(topic, 0));
        topic.sendToAll(1000);
        topic.sendAborted(1, 50);
        try (BackupProcess killed = BackupProcess.start(backup, "-Xmx512m")) {
            awaitAll(backup, topic);
            topic.sendToAll(1000);
            killed.kill();
        }
        topic.sendToAll(1000);
        try (BackupProcess resumed = BackupProcess.start(backup, "-Xmx512m")) {
            awaitAll(backup, topic);

            assertThat(resumed.printed()).containsOnlyOnce("Resuming from " + directory.resolve("state"));
        }
        copy.update();
        backup.archive().requireExactly(topic);
        backup.archive().requireNoOverlap();
    }

    private void awaitAll(BackupOf backup, ProducedTopic topic) throws Exception {
        Await.until("everything is archived", () -> {
            copy.update();
            return IntStream.range(0, PARTITIONS).allMatch(partition -> isArchived(backup, topic, partition));
        });
    }

    private static boolean isArchived(BackupOf backup, ProducedTopic topic, int partition) {
        long last = topic.expected(partition).stream()
                .mapToLong(record -> record.offset())
                .max()
                .orElse(-1);
        try {
            return backup.archive()
                    .catalog()
                    .partition(topic.partition(partition))
                    .filter(found -> found.resumePoint().position() > last)
                    .isPresent();
        } catch (ArchiveNotFoundException e) {
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void restore(BackupOf backup, ProducedTopic topic) throws Exception {
        TestCluster target = TestCluster.target();
        RestoreOf restore = RestoreOf.archive(backup, target, name).with(store, "commitInterval: 100ms");
        LedgerTopic ledger = LedgerTopic.of(target, name);
        long all = IntStream.range(0, PARTITIONS)
                .mapToLong(partition -> topic.expected(partition).size())
                .sum();
        try (RestoreProcess killed = RestoreProcess.start(restore, "--set", "rateLimit=16KiB")) {
            Await.until("two commits", () -> ledger.commits() >= 2 * PARTITIONS || !killed.isAlive());
            killed.kill();
        }
        long restored = ledger.restored();
        assertThat(restored).isBetween(1L, all - 1);
        try (RestoreProcess last = RestoreProcess.start(restore)) {
            last.awaitExit(0);
        }
        new RestoredTopics(target).requireExactly(topic);
        System.out.println(
                "Killed round trip " + name + ": " + all + " records exact; the restore was killed after " + restored);
    }
}
