// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.LedgerTopic;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.localkafka.BrokerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code varve restore} and the target's broker, killed at random between the first record and the last, after at least two commits, and
 * started again until the restore is done. {@code varve.kill.seed} repeats a test, {@code varve.kill.runs} sets the number of kills of the
 * long one.
 */
@SuppressWarnings("try")
class KilledRestoreIT {
    private static final int PARTITIONS = 3;
    private static final int KILLS_OF_ONE = 3;
    private static final long SEED = Long.getLong("varve.kill.seed", System.nanoTime() & 0xFFFF);

    @TempDir
    private static Path directory;

    private static ProducedTopic topic;
    private static BackupOf backup;

    @BeforeAll
    static void backUp() throws Exception {
        topic = TestCluster.shared().create("killed-restore", PARTITIONS);
        topic.sendToAll(8000);
        topic.sendAborted(1, 50);
        topic.sendToAll(4000);
        backup = BackupOf.topics(TestCluster.shared(), directory, topic)
                .with("mode: once", "segment: {blockSize: 4KiB}");
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }
    }

    private static RestoreOf restore(TestCluster target, String id, int parallelism) {
        return RestoreOf.archive(backup, target, id)
                .inSubtasks(parallelism)
                .with("topics: [{source: killed-restore, target: " + id + "}]", "commitInterval: 100ms");
    }

    private static void requireExactly(TestCluster target, String id) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            new RestoredTopics(target).requireExactly(id, partition, topic.expected(partition));
        }
    }

    private static long expectedRecords() {
        long records = 0;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            records += topic.expected(partition).size();
        }
        return records;
    }

    /** Waits for two commits after those that were there, and for a moment between this commit and the next but two. */
    private static void awaitMoment(LedgerTopic ledger, long before, SplittableRandom random, RestoreProcess running)
            throws Exception {
        // One commit of a subtask has an entry for each of its partitions.
        long enough = before + 2 * PARTITIONS;
        Await.until("two more commits", () -> ledger.commits() >= enough || !running.isAlive());
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(400)).toNanos());
    }

    /**
     * Kills a restore a few times and lets it finish then.
     *
     * @return kills after which some records were there and others were not
     */
    private static int killAndFinish(String id, int parallelism, long seed, int kills) throws Exception {
        TestCluster target = TestCluster.target();
        RestoreOf restore = restore(target, id, parallelism);
        LedgerTopic ledger = LedgerTopic.of(target, id);
        SplittableRandom random = new SplittableRandom(seed);
        int counted = 0;
        for (int kill = 0; kill < kills; kill++) {
            long before = ledger.commits();
            try (RestoreProcess running = RestoreProcess.start(restore, "--set", "rateLimit=256KiB")) {
                awaitMoment(ledger, before, random, running);
                running.kill();
            }
            long commits = ledger.commits() - before;
            long restored = ledger.restored();
            boolean counts = commits >= 2L * PARTITIONS && restored < expectedRecords();
            counted += counts ? 1 : 0;
            System.out.println("Killed restore: id=" + id + " parallelism=" + parallelism + " seed=" + seed + " kill="
                    + (kill + 1) + " commits=" + commits + " restored=" + restored + " of " + expectedRecords()
                    + (counts ? "" : ", does not count"));
            if (restored == expectedRecords()) {
                break;
            }
        }
        try (RestoreProcess last = RestoreProcess.start(restore)) {
            last.awaitExit(0);
        }
        requireExactly(target, id);
        return counted;
    }

    /** Goes on, seed by seed, until so many kills have counted. */
    private static void kill(int parallelism, int wanted) throws Exception {
        int counted = 0;
        for (int round = 0; counted < wanted; round++) {
            long seed = SEED + round;
            String id = "killed-" + parallelism + "-" + wanted + "-" + seed;
            counted += killAndFinish(id, parallelism, seed, Math.min(KILLS_OF_ONE, wanted - counted));
        }
    }

    @Test
    void oneSubtaskGoesOnAfterKills() throws Exception {
        kill(1, 2);
    }

    @Test
    void threeSubtasksGoOnAfterKills() throws Exception {
        kill(3, 3);
    }

    @Tag("soak")
    @Test
    void goesOnAfterManyKills() throws Exception {
        int runs = Integer.getInteger("varve.kill.runs", 30);
        kill(1, runs / 2);
        kill(3, runs - runs / 2);
    }

    /** The connection of every client breaks, and commits under way have an unknown outcome. */
    @Test
    void goesOnAfterKillsOfTheTargetsBroker() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        try (TestCluster target = TestCluster.start(BrokerConfig.defaults())) {
            RestoreOf restore = restore(target, "killed-broker", PARTITIONS).with("rateLimit: 256KiB");
            LedgerTopic ledger = LedgerTopic.of(target, "killed-broker");
            try (RunningJob running =
                    restore.restartingAfter(Duration.ofSeconds(1)).start()) {
                for (int kill = 0; kill < 2; kill++) {
                    long enough = ledger.commits() + 2 * PARTITIONS;
                    Await.until("two more commits", () -> ledger.commits() >= enough);
                    LockSupport.parkNanos(Duration.ofMillis(random.nextInt(200)).toNanos());
                    target.broker().kill();
                    target.broker().restart();
                    System.out.println("Killed broker: seed=" + SEED + " kill=" + (kill + 1) + " restored="
                            + ledger.restored() + " of " + expectedRecords());
                    assertThat(ledger.restored()).isLessThan(expectedRecords());
                }
                running.awaitFinish();
            }
            requireExactly(target, "killed-broker");
        }
    }
}
