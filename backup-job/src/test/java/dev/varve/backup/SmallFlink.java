// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup;

import dev.varve.backup.scripted.ScriptedSource;
import dev.varve.backup.sink.ArchiveSink;
import dev.varve.backup.sink.BackupSteps;
import dev.varve.job.config.BackupConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;

/** A mini cluster for scripted jobs; a task that fails is restarted at once, three times. */
final class SmallFlink {
    private static final long TIMEOUT_SECONDS = 60;

    private final MiniCluster cluster;

    private SmallFlink(MiniCluster cluster) {
        this.cluster = cluster;
    }

    static SmallFlink start() throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("rest.bind-port", "0");
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumSlotsPerTaskManager(4)
                .build());
        cluster.start();
        return new SmallFlink(cluster);
    }

    /** What to run. */
    record Job(
            ScriptedSource source,
            BackupConfig config,
            BackupSteps steps,
            int parallelism,
            @Nullable String savepoint) {
        static Job of(ScriptedSource source, BackupConfig config) {
            return new Job(source, config, BackupSteps.UNWATCHED, 1, null);
        }

        Job watchedBy(BackupSteps watcher) {
            return new Job(source, config, watcher, parallelism, savepoint);
        }

        Job at(int newParallelism) {
            return new Job(source, config, steps, newParallelism, savepoint);
        }

        Job from(String restored) {
            return new Job(source, config, steps, parallelism, restored);
        }

        JobGraph graph() {
            Configuration configuration = new Configuration();
            configuration.setString("parallelism.default", Integer.toString(parallelism));
            configuration.setString("restart-strategy.type", "fixed-delay");
            configuration.setString("restart-strategy.fixed-delay.attempts", "3");
            configuration.setString("restart-strategy.fixed-delay.delay", "1ms");
            if (config.commitInterval().compareTo(Duration.ofSeconds(TIMEOUT_SECONDS)) > 0) {
                // The pause, not the interval, is what Flink waits before the first checkpoint.
                configuration.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, config.commitInterval());
            }
            StreamExecutionEnvironment environment = new StreamExecutionEnvironment(configuration);
            BackupTopology.connect(environment, source, ArchiveSink.watched(config, steps), config);
            StreamGraph graph = environment.getStreamGraph();
            if (savepoint != null) {
                graph.setSavepointRestoreSettings(
                        SavepointRestoreSettings.forPath(savepoint, false, RecoveryClaimMode.NO_CLAIM));
            }
            return graph.getJobGraph();
        }
    }

    /** Runs a job to its end, which may be a failure. */
    JobResult run(Job job) throws Exception {
        return result(submit(job));
    }

    /** Runs a job to its end; it must succeed. */
    void complete(Job job) throws Exception {
        run(job).toJobExecutionResult(SmallFlink.class.getClassLoader());
    }

    JobID submit(Job job) throws Exception {
        JobGraph graph = job.graph();
        cluster.submitJob(graph).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        return graph.getJobID();
    }

    JobResult result(JobID job) throws Exception {
        return cluster.requestJobResult(job).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    void cancel(JobID job) throws Exception {
        cluster.cancelJob(job).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        await("canceled", () -> cluster.getJobStatus(job).get() == JobStatus.CANCELED);
    }

    /** Stops a job with a final commit; returns the savepoint. */
    String stop(JobID job, Path directory) throws Exception {
        await("all tasks run", () -> Tasks.allRun(cluster, job));
        String savepoint = cluster.stopWithSavepoint(
                        job, directory.toUri().toString(), false, SavepointFormatType.CANONICAL)
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        result(job);
        return savepoint;
    }

    /** Takes a savepoint whose files nobody commits, and cancels the job; returns the savepoint. */
    String cancelWithSavepoint(JobID job, Path directory) throws Exception {
        await("all tasks run", () -> Tasks.allRun(cluster, job));
        return cluster.triggerSavepoint(job, directory.toUri().toString(), true, SavepointFormatType.CANONICAL)
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(TIMEOUT_SECONDS).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + TIMEOUT_SECONDS + " s: " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    void close() throws Exception {
        cluster.close();
    }
}
