// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.backup.BackupProcess;
import dev.varve.e2e.scenario.BackgroundWriter;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.e2e.scenario.Verdict;
import dev.varve.e2e.scenario.WrittenTopics;
import dev.varve.format.archive.ArchiveNotFoundException;
import dev.varve.localkafka.BrokerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code varve backup} and its source, under random faults one after the other; after most of them the archive must grow first. */
@Tag("soak")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
@SuppressWarnings("try")
class BackupSoakIT {
    private static final Duration BETWEEN = Duration.ofSeconds(4);
    private static final Duration LONG_PAUSE = Duration.ofSeconds(15);

    /** One fault in so many does not wait for a commit. */
    private static final int EARLY = 3;

    @TempDir
    private Path directory;

    private final SoakRun run = new SoakRun("backup");

    private enum Fault {
        KILL_JOB,
        KILL_JOB_AND_LOSE_STATE,
        KILL_JOB_AND_USE_OLD_STATE,
        STOP_JOB_WITH_SAVEPOINT,
        FREEZE_JOB,
        KILL_BROKER,
        PAUSE_BROKER,
        KILL_BOTH
    }

    @Test
    void archiveIsExactWhateverHappens() throws Exception {
        try (TestCluster source = TestCluster.start(BrokerConfig.defaults())) {
            List<ProducedTopic> topics = source.create(List.of("soak-a", "soak-b"), 3, Map.of());
            BackupOf backup = BackupOf.topics(source, directory, topics.toArray(ProducedTopic[]::new))
                    .readingWith("{request.timeout.ms: 3000, default.api.timeout.ms: 6000}")
                    .with("commitInterval: 500ms", "parallelism: 2");
            Verdict verdict;
            try (BackgroundWriter writer =
                    BackgroundWriter.start(source, run.seed(), topics.toArray(ProducedTopic[]::new))) {
                injectFaults(source, writer, backup);
                verdict = finish(writer, backup);
            }
            System.out.println(run.summary(verdict));
            verdict.requireExact();
            backup.archive().requireWhole();
        }
    }

    private void injectFaults(TestCluster source, BackgroundWriter writer, BackupOf backup) throws Exception {
        JobState state = new JobState(directory.resolve("state"), directory.resolve("old-state"));
        BackupProcess job = BackupProcess.start(backup);
        try {
            while (run.goesOn()) {
                if (!run.isOneIn(EARLY)) {
                    awaitGrowthOrEnd(backup, job);
                }
                run.passAtMost(BETWEEN);
                if (!job.isAlive()) {
                    // Ten failures within ten minutes end it. People start it again then.
                    run.happened("ended by itself with exit code " + job.awaitExit());
                    job = BackupProcess.start(backup);
                }
                Fault fault = run.choose(Fault.values());
                run.injected(fault);
                inject(fault, job, source, writer, state);
                if (!job.isAlive()) {
                    job = BackupProcess.start(backup);
                }
            }
        } finally {
            job.kill();
        }
    }

    private void inject(Fault fault, BackupProcess job, TestCluster source, BackgroundWriter writer, JobState state)
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
                int code = job.awaitExit();
                assertThat(code).as(job.printed()).isIn(130, 1, 5);
                run.happened("stopped with exit code " + code);
            }
            case FREEZE_JOB -> {
                job.freeze();
                run.passAtMost(LONG_PAUSE);
                job.thaw();
            }
            case KILL_BROKER -> {
                writer.killBroker();
                source.broker().restart();
            }
            case PAUSE_BROKER -> {
                source.broker().pause();
                run.passAtMost(LONG_PAUSE);
                source.broker().resume();
            }
            case KILL_BOTH -> {
                writer.killBroker();
                job.kill();
                source.broker().restart();
            }
        }
    }

    /** The archive explains more than before. */
    private void awaitGrowthOrEnd(BackupOf backup, BackupProcess job) throws Exception {
        long before = explained(backup);
        run.await("the archive grows", () -> !job.isAlive() || explained(backup) > before);
    }

    /** Offsets that the archive explains, of all partitions together. */
    private static long explained(BackupOf backup) throws IOException {
        try {
            return backup.archive().catalog().topics().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .mapToLong(partition -> partition.resumePoint().position())
                    .sum();
        } catch (ArchiveNotFoundException e) {
            return 0;
        }
    }

    private Verdict finish(BackgroundWriter writer, BackupOf backup) throws Exception {
        WrittenTopics written = writer.stop();
        try (BackupProcess last = BackupProcess.start(backup)) {
            run.await("the archive has all", () -> last.isAlive() && written.isArchived(backup.archive()));
            last.interrupt();
            last.awaitExit(130);
        }
        return written.check(backup.archive());
    }
}
