// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.block.Chunk;
import dev.varve.format.store.LocalStore;
import dev.varve.job.config.BackupConfig;
import dev.varve.localkafka.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** Runs the source in a Flink of its own with {@link PublishingSink} behind it. */
@SuppressWarnings("try")
final class BackupRun implements AutoCloseable {
    private final JobClient job;
    private final CompletableFuture<JobExecutionResult> result;
    private final Path savepoints;

    private BackupRun(JobClient job, Path savepoints) {
        this.job = job;
        this.result = job.getJobExecutionResult();
        this.savepoints = savepoints;
    }

    /**
     * How to run.
     *
     * @param directory holds the archive {@code test} and Flink's state
     * @param topics the configuration's list, as YAML in one line
     * @param more further lines of the configuration
     */
    record Setup(
            KafkaBroker broker,
            Path directory,
            String topics,
            List<String> more,
            int parallelism,
            Duration interval,
            int restarts) {

        static Setup of(KafkaBroker broker, Path directory, String topic) {
            return new Setup(broker, directory, "[{topic: " + topic + "}]", List.of(), 1, Duration.ofMillis(200), 20);
        }

        Setup topics(String yaml) {
            return new Setup(broker, directory, yaml, more, parallelism, interval, restarts);
        }

        Setup with(String... lines) {
            return new Setup(broker, directory, topics, List.of(lines), parallelism, interval, restarts);
        }

        Setup parallelism(int subtasks) {
            return new Setup(broker, directory, topics, more, subtasks, interval, restarts);
        }

        Setup interval(Duration checkpoints) {
            return new Setup(broker, directory, topics, more, parallelism, checkpoints, restarts);
        }

        /** Without restarts: the first failure is the job's. */
        Setup failing() {
            return new Setup(broker, directory, topics, more, parallelism, interval, 0);
        }

        BackupConfig config() {
            String yaml = "version: 1\narchive: test\nsource: {bootstrapServers: '" + broker.bootstrapServers()
                    + "'}\ntopics: " + topics + "\nstore: {uri: '" + directory + "'}\ndiscoveryInterval: 300ms\n"
                    + String.join("\n", more) + "\n";
            return BackupConfig.parse("test.yaml", yaml, List.of(), name -> null);
        }

        ArchiveContent archive() {
            return new ArchiveContent(directory, "test");
        }

        BackupRun start() throws Exception {
            return BackupRun.start(this, null);
        }

        BackupRun startFrom(String savepoint) throws Exception {
            return BackupRun.start(this, savepoint);
        }
    }

    private static BackupRun start(Setup setup, @Nullable String savepoint) throws Exception {
        Configuration flink = new Configuration();
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, setup.interval());
        flink.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                uri(setup.directory().resolve("flink")));
        flink.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        flink.set(PipelineOptions.OBJECT_REUSE, true);
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, setup.restarts() == 0 ? "none" : "fixed-delay");
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, setup.restarts());
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
        if (savepoint != null) {
            flink.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        }
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(setup.parallelism(), flink);
        String directory = setup.directory().toString();
        KafkaTopicSource source = KafkaTopicSource.of(setup.config(), () -> new LocalStore(Path.of(directory)));
        environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), "source", TypeInformation.of(Chunk.class))
                .uid("source")
                .sinkTo(new PublishingSink(setup.directory(), "test"))
                .uid("sink");
        return new BackupRun(environment.executeAsync(), setup.directory().resolve("savepoints"));
    }

    String stop() throws Exception {
        return job.stopWithSavepoint(false, uri(savepoints), SavepointFormatType.CANONICAL)
                .get(60, TimeUnit.SECONDS);
    }

    /** A savepoint of the job, which goes on. */
    String savepoint() throws Exception {
        return job.triggerSavepoint(uri(savepoints), SavepointFormatType.CANONICAL)
                .get(60, TimeUnit.SECONDS);
    }

    /** Stops without a last commit, as a crash does. */
    void cancel() throws Exception {
        job.cancel().get(60, TimeUnit.SECONDS);
        Await.until("job is canceled", result::isDone);
    }

    boolean isRunning() {
        return !result.isDone();
    }

    /** Waits until the job has finished by itself. */
    void awaitFinish() throws Exception {
        result.get(90, TimeUnit.SECONDS);
    }

    /** Waits until the job has failed, and says why. */
    Throwable awaitFailure() throws Exception {
        try {
            result.get(90, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return e;
        }
        throw new AssertionError("The job finished");
    }

    @Override
    public void close() throws Exception {
        if (isRunning()) {
            cancel();
        }
    }

    private static String uri(Path path) {
        return path.toUri().toString();
    }
}
