// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A restore goes on from savepoints of any age, in any number of subtasks, and without any. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumedRestoreIT {
    private static final int PARTITIONS = 6;
    private static final int RECORDS = 300;

    /** Each block takes two seconds, the first of a run none, and everything half a minute. */
    private static final String SLOW = "rateLimit: 2KiB";

    private final TestCluster target = TestCluster.target();
    private final RestoredTopics restored = new RestoredTopics(target);
    private ProducedTopic topic;
    private BackupOf backup;

    ResumedRestoreIT() throws Exception {}

    @BeforeAll
    void backUp(@TempDir Path directory) throws Exception {
        topic = TestCluster.shared().create("resumed", PARTITIONS);
        topic.sendToAll(RECORDS);
        backup = BackupOf.topics(TestCluster.shared(), directory, topic)
                .with("mode: once", "segment: {blockSize: 4KiB}");
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }
    }

    /** The id is the name of the target topic, too. */
    private RestoreOf restore(String id, String... lines) {
        return RestoreOf.archive(backup, target, id)
                .with("topics: [{source: resumed, target: " + id + "}]")
                .with(lines);
    }

    @Test
    void goesOnInOneThreeAndTwoSubtasks() throws Exception {
        String name = "resumed-scaled";
        String first;
        try (RunningJob running = restore(name, SLOW).start()) {
            restored.awaitMoreThan(0, name);
            first = running.stop();
        }
        long before = requireUnfinished(name);
        String second;
        try (RunningJob running = restore(name, SLOW).inSubtasks(3).resume(first)) {
            restored.awaitMoreThan(before, name);
            second = running.stop();
        }
        requireUnfinished(name);

        try (RunningJob running = restore(name).inSubtasks(2).resume(second)) {
            running.awaitFinish();
        }

        requireAll(name);
    }

    @Test
    void olderSavepointAfterMoreWasCommittedAndATransactionHasExpiredAddsNothingTwice() throws Exception {
        String name = "resumed-expired";
        String[] lines = {
            SLOW,
            "commitInterval: 1s",
            "target: {bootstrapServers: '" + target.bootstrapServers() + "', transactionTimeout: 3s}"
        };
        String savepoint;
        try (RunningJob running = restore(name, lines).start()) {
            restored.awaitMoreThan(0, name);
            savepoint = running.stop();
        }
        long before = requireUnfinished(name);
        try (RunningJob running = restore(name, lines).resume(savepoint)) {
            restored.awaitMoreThan(before, name);
            Await.until("a transaction is open", () -> transaction(name) == TransactionState.ONGOING);
            running.cancel();
        }
        requireUnfinished(name);
        Await.until("no transaction is open", () -> transaction(name) != TransactionState.ONGOING);

        try (RunningJob running = restore(name, lines[2]).resume(savepoint)) {
            running.awaitFinish();
        }

        requireAll(name);
    }

    @Test
    void goesOnWithoutAnyState() throws Exception {
        String name = "resumed-stateless";
        try (RunningJob running = restore(name, SLOW).inSubtasks(2).start()) {
            restored.awaitMoreThan(0, name);
            running.cancel();
        }
        requireUnfinished(name);

        try (RunningJob running = restore(name).inSubtasks(3).start()) {
            running.awaitFinish();
        }

        requireAll(name);
    }

    @Test
    void savepointOfAnotherRestoreIsRefused() throws Exception {
        String savepoint;
        try (RunningJob running = restore("resumed-mine", SLOW).start()) {
            restored.awaitMoreThan(0, "resumed-mine");
            savepoint = running.stop();
        }

        try (RunningJob running = restore("resumed-yours").resume(savepoint)) {
            assertThatThrownBy(running::awaitFinish)
                    .hasStackTraceContaining("Cannot resume: the savepoint belongs to restore resumed-mine of archive ")
                    .hasStackTraceContaining("HINT: start without it; the ledger on the target knows");
        }
        assertThat(target.topicNames()).doesNotContain("resumed-yours", "varve-restore-resumed-yours");
    }

    /** Once a block is sent, the limit leaves nothing for seconds: checkpoints go on without any record. */
    @Test
    void rateLimitHoldsRecordsBackAndNotCheckpoints() throws Exception {
        String name = "resumed-limited";
        try (RunningJob running = restore(name, SLOW).start()) {
            restored.awaitMoreThan(0, name);
            running.awaitCheckpoints(3);

            assertThat(running.status()).isEqualTo(JobStatus.RUNNING);
            requireUnfinished(name);
        }
    }

    private TransactionState transaction(String id) throws Exception {
        String writer = "varve/" + id + "/0";
        return target.admin()
                .describeTransactions(List.of(writer))
                .description(writer)
                .get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .state();
    }

    /** What is there so far is part of what was sent; returns the progress. */
    private long requireUnfinished(String name) throws Exception {
        long progress = restored.progress(name);
        long count = 0;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int found = restored.read(name, partition).size();
            restored.requireExactly(name, partition, topic.expected(partition).subList(0, Math.min(found, RECORDS)));
            count += found;
        }
        assertThat(count).isBetween(1L, PARTITIONS * RECORDS - 1L);
        return progress;
    }

    private void requireAll(String name) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            restored.requireExactly(name, partition, topic.expected(partition));
        }
    }
}
