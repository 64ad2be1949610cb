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
import dev.varve.job.ExitCode;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Of two runs of one restore the second goes on where the first was, and the first ends with an exit code of its own. */
class TwoRunsIT {
    private static final int PARTITIONS = 3;

    @TempDir
    private static Path directory;

    private static TestCluster target;
    private static ProducedTopic topic;
    private static BackupOf backup;

    @BeforeAll
    static void backUp() throws Exception {
        target = TestCluster.target();
        topic = TestCluster.shared().create("two-runs", PARTITIONS);
        topic.sendToAll(6000);
        backup = BackupOf.topics(TestCluster.shared(), directory, topic)
                .with("mode: once", "segment: {blockSize: 4KiB}");
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }
    }

    /** Into a topic of that name; each run has a state of its own. */
    private static RestoreOf restore(String id, String run) {
        return RestoreOf.archive(backup, target, id)
                .with(
                        "topics: [{source: two-runs, target: " + id + "}]",
                        "stateDir: '" + directory.resolve(run) + "'",
                        "commitInterval: 20ms");
    }

    private static void awaitCommits(String id) throws Exception {
        LedgerTopic ledger = LedgerTopic.of(target, id);
        Await.until("some commits of " + id, () -> ledger.commits() > 10);
    }

    private static void requireExactly(String id) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            new RestoredTopics(target).requireExactly(id, partition, topic.expected(partition));
        }
    }

    @Test
    void secondRunWinsAndFirstEndsAsNotTheOwner() throws Exception {
        RestoreOf slow =
                restore("two-at-once", "first").with("rateLimit: 100KiB").inSubtasks(2);

        CompletableFuture<RestoreOf.Outcome> first = CompletableFuture.supplyAsync(slow::run);
        awaitCommits("two-at-once");
        RestoreOf.Outcome second = restore("two-at-once", "second").run();

        assertThat(second.exitCode()).as(second.messages()).isEqualTo(ExitCode.DONE);
        RestoreOf.Outcome lost = first.get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS);
        assertThat(lost.exitCode()).as(lost.messages()).isEqualTo(ExitCode.NOT_OWNER);
        assertThat(lost.messages()).contains("Cannot go on with restore two-at-once: run ", "run one at a time");
        requireExactly("two-at-once");
    }

    /** The frozen process has an open transaction and records on their way; its sessions outlive everything. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
    void processThatWasFrozenWhileAnotherFinishedWritesNothing() throws Exception {
        RestoreOf frozen = restore("two-frozen", "frozen").inSubtasks(PARTITIONS);

        try (RestoreProcess zombie = RestoreProcess.start(frozen, "--set", "rateLimit=100KiB")) {
            awaitCommits("two-frozen");
            zombie.freeze();
            RestoreOf.Outcome other = restore("two-frozen", "other").run();
            assertThat(other.exitCode()).as(other.messages()).isEqualTo(ExitCode.DONE);
            requireExactly("two-frozen");
            zombie.thaw();

            zombie.awaitExit(ExitCode.NOT_OWNER.code());
            assertThat(zombie.printed()).contains("has taken the place of this run");
        }
        requireExactly("two-frozen");
    }
}
