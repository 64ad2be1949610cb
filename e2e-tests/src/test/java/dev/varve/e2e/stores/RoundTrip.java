// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.backup.BackupProcess;
import dev.varve.e2e.restore.RestoreProcess;
import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackgroundWriter;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.LedgerTopic;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RecordKinds;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.e2e.scenario.WrittenTopics;
import dev.varve.format.archive.ArchiveNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Two topics that are backed up to a store, lost, and restored from it, by processes of {@code varve} that are killed on the way: one that
 * producers write to all the time, in transactions as well, and one with records of every kind and size.
 *
 * @param properties of the store in the embedded Flink; this process must have set up the same file system
 * @param directory for configurations, state and what is printed
 * @param name of the topics, and of the restore
 */
public record RoundTrip(URI store, Map<String, String> properties, Path directory, String name) {
    private static final long SEED = Long.getLong("varve.faults.seed", System.nanoTime() & 0xFFFF);
    private static final int RECORDS = 500;

    private record Backed(BackupOf backup, WrittenTopics written, ProducedTopic kinds) {
        long records() {
            return written.records() + kinds.expected(0).size();
        }
    }

    /** Proves that archive and target hold exactly what the source held. */
    public void survivesKills() throws Exception {
        Backed backed = backUp();
        restore(backed);
    }

    private Backed backUp() throws Exception {
        TestCluster source = TestCluster.shared();
        ProducedTopic topic = source.create(name, 3);
        ProducedTopic kinds = source.create(name + "-kinds", 1, Map.of("max.message.bytes", "30000000"));
        kinds.send(RecordKinds.ofAllKinds(kinds, 0));
        BackupOf backup = BackupOf.topics(source, directory, topic, kinds).storedAt(store, properties);
        WrittenTopics written;
        try (BackgroundWriter writer = BackgroundWriter.startEvery(Duration.ofMillis(5), source, SEED, topic)) {
            long atKill;
            try (BackupProcess killed = BackupProcess.start(backup, "-Xmx512m")) {
                Await.until("something is archived", () -> archived(backup) > 0 || !killed.isAlive());
                writer.awaitMore(RECORDS);
                atKill = archived(backup);
                killed.kill();
                assertThat(atKill).as(killed.printed()).isPositive();
            }
            kinds.send(RecordKinds.ofAllSizes(kinds, 0));
            try (BackupProcess resumed = BackupProcess.start(backup, "-Xmx512m")) {
                writer.awaitMore(RECORDS);
                written = writer.stop();
                written.awaitArchived(backup.archive());
                backup.archive().awaitAll(kinds);
                resumed.interrupt();
                resumed.awaitExit(130);
            }
            assertThat(archived(backup)).isGreaterThan(atKill);
        }
        System.out.println(
                written.check(backup.archive()).requireExact().summary() + ", store " + store + ", seed " + SEED);
        backup.archive().requireExactly(kinds);
        topic.delete();
        kinds.delete();
        return new Backed(backup, written, kinds);
    }

    /** Sum of the positions of all partitions; 0 if there is no archive yet. */
    private static long archived(BackupOf backup) throws IOException {
        try {
            return backup.archive().catalog().topics().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .mapToLong(partition -> partition.resumePoint().position())
                    .sum();
        } catch (ArchiveNotFoundException e) {
            return 0;
        }
    }

    private void restore(Backed backed) throws Exception {
        TestCluster target = TestCluster.target();
        RestoreOf restore = RestoreOf.archive(backed.backup(), target, name).reading(properties);
        LedgerTopic ledger = LedgerTopic.of(target, name);
        try (RestoreProcess killed = RestoreProcess.start(restore, "--set", "rateLimit=32KiB")) {
            Await.until("something is restored", () -> ledger.restored() > 0 || !killed.isAlive());
            killed.kill();
            assertThat(ledger.restored()).as(killed.printed()).isBetween(1L, backed.records() - 1);
        }
        try (RestoreProcess last = RestoreProcess.start(restore)) {
            last.awaitExit(0);
        }
        System.out.println(
                backed.written().check(target).requireExact().summary() + ", store " + store + ", seed " + SEED);
        new RestoredTopics(target).requireExactly(backed.kinds());
    }
}
