// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.restore.RestoreProcess;
import dev.varve.e2e.scenario.BackgroundWriter;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.HangingTransactions;
import dev.varve.e2e.scenario.LedgerTopic;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.e2e.scenario.Verdict;
import dev.varve.e2e.scenario.WrittenTopics;
import dev.varve.localkafka.BrokerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code varve restore} and its target, under random faults one after the other. The archive grows meanwhile, and whenever a run has restored
 * all that it planned, the next one of the same id adds what is new.
 */
@Tag("soak")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
@SuppressWarnings("try")
class RestoreSoakIT {
    private static final String ID = "soak";
    private static final int PARTITIONS = 3;
    private static final Duration BETWEEN = Duration.ofSeconds(4);
    private static final Duration LONG_PAUSE = Duration.ofSeconds(15);
    private static final int LAST_RUNS = 20;

    /** One fault in so many does not wait for a commit. */
    private static final int EARLY = 3;

    @TempDir
    private Path directory;

    private final SoakRun run = new SoakRun("restore");
    private final List<TopicPartition> targets = new ArrayList<>(List.of(new TopicPartition("varve-restore-" + ID, 0)));

    private enum Fault {
        KILL_JOB,
        KILL_JOB_AND_LOSE_STATE,
        KILL_JOB_AND_USE_OLD_STATE,
        STOP_JOB_WITH_SAVEPOINT,
        FREEZE_JOB,
        START_A_SECOND_RUN,
        KILL_BROKER,
        PAUSE_BROKER,
        KILL_BOTH
    }

    @Test
    void targetIsExactWhateverHappens() throws Exception {
        TestCluster source = TestCluster.shared();
        List<ProducedTopic> topics = source.create(List.of("soak-c", "soak-d"), PARTITIONS, Map.of());
        ProducedTopic[] all = topics.toArray(ProducedTopic[]::new);
        topics.forEach(topic -> {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                targets.add(new TopicPartition(topic.name(), partition));
            }
        });
        BackupOf backup = BackupOf.topics(source, directory, all).with("segment: {blockSize: 16KiB}");
        try (TestCluster target = TestCluster.start(BrokerConfig.defaults())) {
            WrittenTopics written;
            try (BackgroundWriter writer = BackgroundWriter.start(source, run.seed(), all);
                    RunningJob running = backup.start()) {
                writer.awaitMore(2000);
                running.awaitCheckpoints(2);
                injectFaults(target, backup);
                written = writer.stop();
                written.awaitArchived(backup.archive());
                running.stop();
            }
            finish(target, backup);
            Verdict verdict = written.check(target);
            System.out.println(run.summary(verdict));
            verdict.requireExact();
        }
    }

    /** Each run has a state of its own. */
    private RestoreOf restore(BackupOf backup, TestCluster target, String state) {
        return RestoreOf.archive(backup, target, ID)
                .inSubtasks(2)
                .with(
                        "rateLimit: 100KiB",
                        "stateDir: '" + directory.resolve(state) + "'",
                        "target: {bootstrapServers: '" + target.bootstrapServers() + "', transactionTimeout: 10s,"
                                + " properties: {request.timeout.ms: 3000, default.api.timeout.ms: 6000,"
                                + " max.block.ms: 6000}}");
    }

    private void injectFaults(TestCluster target, BackupOf backup) throws Exception {
        RestoreOf restore = restore(backup, target, "restore-a");
        JobState state = new JobState(directory.resolve("restore-a"), directory.resolve("restore-old"));
        RestoreProcess job = RestoreProcess.start(restore);
        try {
            while (run.goesOn()) {
                if (!run.isOneIn(EARLY)) {
                    awaitCommitOrEnd(LedgerTopic.of(target, ID), job);
                }
                run.passAtMost(BETWEEN);
                if (job.isAlive()) {
                    Fault fault = run.choose(Fault.values());
                    run.injected(fault);
                    inject(fault, job, target, backup, state);
                }
                if (!job.isAlive()) {
                    settle(target, job);
                    job = RestoreProcess.start(restore);
                }
            }
        } finally {
            job.kill();
        }
    }

    private void inject(Fault fault, RestoreProcess job, TestCluster target, BackupOf backup, JobState state)
            throws Exception {
        switch (fault) {
            case KILL_JOB -> {
                job.kill();
                state.keepAside();
            }
            case KILL_JOB_AND_LOSE_STATE -> {
                job.kill();
                state.delete();
            }
            case KILL_JOB_AND_USE_OLD_STATE -> {
                job.kill();
                state.putBack();
            }
            case STOP_JOB_WITH_SAVEPOINT -> {
                job.interrupt();
                job.awaitExit();
            }
            case FREEZE_JOB -> {
                job.freeze();
                run.passAtMost(LONG_PAUSE);
                job.thaw();
            }
            case START_A_SECOND_RUN -> {
                try (RestoreProcess second = RestoreProcess.start(restore(backup, target, "restore-b"))) {
                    run.await("the second run takes over", () -> !job.isAlive() || !second.isAlive());
                }
            }
            case KILL_BROKER -> {
                target.broker().kill();
                target.broker().restart();
            }
            case PAUSE_BROKER -> {
                target.broker().pause();
                run.passAtMost(LONG_PAUSE);
                target.broker().resume();
            }
            case KILL_BOTH -> {
                target.broker().kill();
                job.kill();
                target.broker().restart();
            }
        }
    }

    private void awaitCommitOrEnd(LedgerTopic ledger, RestoreProcess job) throws Exception {
        long before = ledger.commits();
        run.await("the restore commits or ends", () -> ledger.commits() > before || !job.isAlive());
    }

    /** Looks how a run has ended, and does what its hint says. */
    private void settle(TestCluster target, RestoreProcess job) throws Exception {
        int code = job.awaitExit();
        run.happened("exit code " + code);
        String printed = job.printed();
        assertThat(code).as(printed).isIn(0, 1, 5, 12, 130, 137);
        if (printed.contains("left hanging")) {
            run.happened("hanging transactions aborted: " + HangingTransactions.abortAllOpen(target, targets));
        } else if (code == 1) {
            System.out.println(printed);
        }
    }

    /** Runs until one has restored and verified everything. */
    private void finish(TestCluster target, BackupOf backup) throws Exception {
        for (int i = 1; ; i++) {
            try (RestoreProcess last =
                    RestoreProcess.start(restore(backup, target, "restore-a"), "--set", "rateLimit=10MiB")) {
                if (last.awaitExit() == 0) {
                    return;
                }
                settle(target, last);
                assertThat(i).as(last.printed()).isLessThan(LAST_RUNS);
            }
        }
    }
}
