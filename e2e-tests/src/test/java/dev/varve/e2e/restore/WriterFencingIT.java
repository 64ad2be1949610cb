// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.LedgerTopic;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.e2e.scenario.WriterScript;
import dev.varve.e2e.scenario.WriterScript.Point;
import dev.varve.restore.sink.RestoreSteps.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers that were replaced write nothing any more, and those that replace them miss nothing. */
@SuppressWarnings("try")
class WriterFencingIT {
    private static final int PARTITIONS = 3;

    @TempDir
    private static Path directory;

    private static TestCluster target;
    private static ProducedTopic topic;
    private static BackupOf backup;

    @BeforeAll
    static void backUp() throws Exception {
        target = TestCluster.target();
        topic = TestCluster.shared().create("fencing", PARTITIONS);
        topic.sendToAll(2000);
        backup = BackupOf.topics(TestCluster.shared(), directory, topic)
                .with("mode: once", "segment: {blockSize: 4KiB}");
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }
    }

    /** Into a topic of that name. No transaction ends by its timeout while a test runs. */
    private static RestoreOf restore(String id) {
        return RestoreOf.archive(backup, target, id)
                .with(
                        "topics: [{source: fencing, target: " + id + "}]",
                        "target: {bootstrapServers: '" + target.bootstrapServers() + "', transactionTimeout: 10min}",
                        "commitInterval: 50ms");
    }

    /** So that a writer has most of its records to come after its first commit. */
    private static RestoreOf slow(String id) {
        return restore(id).with("rateLimit: 100KiB");
    }

    private static void requireExactly(String id) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            new RestoredTopics(target).requireExactly(id, partition, topic.expected(partition));
        }
    }

    @Test
    void loneRestartsAtEveryStepWhileOthersWriteLoseAndDoubleNothing() throws Exception {
        RestoreOf restore = slow("fencing-lone").inSubtasks(PARTITIONS);
        WriterScript script = new WriterScript();
        List<Step> steps = List.of(Step.values());
        for (int number = 0; number < steps.size(); number++) {
            script.failAt(steps.get(number), 1, number);
            script.failAt(steps.get(steps.size() - 1 - number), 2, number);
        }

        try (RunningJob running = restore.watchedBy(script).start();
                script) {
            running.awaitFinish();
        }

        LedgerTopic ledger = LedgerTopic.of(target, restore.id());
        assertThat(List.of(ledger.token(0), ledger.token(1), ledger.token(2))).containsExactly(0L, 6L, 6L);
        requireExactly("fencing-lone");
    }

    @Test
    void writersOfAnEarlierRunWriteNothingOnceItIsReplaced() throws Exception {
        WriterScript script = new WriterScript();
        List<Point> afterFirstCommit = List.of(
                script.holdAt(Step.COMMITTED, 0, 0),
                script.holdAt(Step.COMMITTED, 1, 0),
                script.holdAt(Step.COMMITTED, 2, 0));

        try (RunningJob earlier = slow("fencing-runs")
                        .inSubtasks(PARTITIONS)
                        .watchedBy(script)
                        .start();
                script) {
            for (Point point : afterFirstCommit) {
                script.awaitReached(point);
            }
            try (RunningJob later = restore("fencing-runs").start()) {
                later.awaitFinish();
            }
            script.close();

            assertThatThrownBy(earlier::awaitFinish)
                    .hasStackTraceContaining("RestoreTakenOverException: Cannot go on with restore fencing-runs: run ")
                    .hasStackTraceContaining(" has taken the place of this run");
        }
        requireExactly("fencing-runs");
    }

    /** It fences its successor, as every writer does that opens, and sees only then that it has one. */
    @Test
    void writerThatOpensAfterItsSuccessorWritesNothing() throws Exception {
        WriterScript script = new WriterScript();
        WriterScript successors = new WriterScript();
        Point unopened = script.holdAt(Step.BEFORE_OPEN, 0, 0);
        Point writing = successors.holdAt(Step.COMMITTED, 0, 0);

        try (RunningJob cutOff = slow("fencing-cut-off").watchedBy(script).start();
                script) {
            script.awaitReached(unopened);
            try (RunningJob successor =
                            slow("fencing-cut-off").watchedBy(successors).start();
                    successors) {
                successors.awaitReached(writing);
                script.release(unopened);
                script.awaitEnd(unopened);

                assertThat(script.hasReached(Step.OPENED, 0, 0)).isTrue();
                assertThat(script.hasReached(Step.ENTITLED, 0, 0)).isFalse();
                assertThatThrownBy(cutOff::awaitFinish).hasStackTraceContaining(" has taken the place of this run");
                successors.release(writing);
                successor.awaitFinish();
                assertThat(successors.hasReached(Step.ENTITLED, 0, 1)).isTrue();
            }
        }
        requireExactly("fencing-cut-off");
    }

    /** What comes after the first record of an open transaction is hidden from readers of committed records, though it is committed. */
    @Test
    void loneRestartCountsCommitsBehindTheOpenTransactionOfAnother() throws Exception {
        RestoreOf restore = slow("fencing-open").inSubtasks(PARTITIONS);
        WriterScript script = new WriterScript();
        LedgerTopic ledger = LedgerTopic.of(target, restore.id());
        Point open = script.holdAt(Step.BEFORE_COMMIT, 1, 0);
        Point behind = script.holdAt(Step.BEFORE_OPEN, 0, 0);
        Point last = script.holdAt(Step.BEFORE_OPEN, 2, 0);

        try (RunningJob running = restore.watchedBy(script).start();
                script) {
            script.awaitReached(open);
            Await.until("the ledger has an entry of the open transaction", () -> ledger.written() == 1);
            script.failAt(Step.COMMITTED, 0, 0);
            script.release(behind);
            script.release(last);
            Await.until("the first subtask may write again", () -> ledger.token(0) == 1);
            // Were it not to wait for the open transaction, it would begin within this time.
            Await.atMost(Duration.ofSeconds(1), () -> script.hasReached(Step.BEFORE_OPEN, 0, 1));
            script.release(open);
            running.awaitFinish();
        }
        requireExactly("fencing-open");
    }
}
