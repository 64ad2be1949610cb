// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.backup.Tasks;
import dev.varve.format.block.Chunk;
import dev.varve.format.store.LocalStore;
import dev.varve.job.config.BackupConfig;
import dev.varve.localkafka.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.SerializedThrowable;
import org.jspecify.annotations.Nullable;

/** Runs the source in a Flink of its own with {@link PublishingSink} behind it. */
@SuppressWarnings("try")
final class BackupRun implements AutoCloseable {
    private static @Nullable MiniCluster shared;

    private final MiniCluster cluster;
    private final JobID job;
    private final CompletableFuture<JobResult> result;
    private final Path savepoints;

    private BackupRun(MiniCluster cluster, JobID job, Path savepoints) {
        this.cluster = cluster;
        this.job = job;
        this.result = cluster.requestJobResult(job);
        this.savepoints = savepoints;
    }

    /** One for all tests of this JVM. */
    private static synchronized MiniCluster cluster() throws Exception {
        if (shared == null) {
            shared = new MiniCluster(new MiniClusterConfiguration.Builder()
                    .withRandomPorts()
                    .setNumTaskManagers(1)
                    .setNumSlotsPerTaskManager(4)
                    .build());
            shared.start();
        }
        return shared;
    }

    /**
     * How to run.
     *
     * @param directory holds the archive {@code test} and Flink's state
     * @param topics the configuration's list, as YAML in one line
     * @param properties of the source, as YAML in one line
     * @param more further lines of the configuration
     */
    record Setup(
            KafkaBroker broker,
            Path directory,
            String topics,
            String properties,
            List<String> more,
            int parallelism,
            Duration interval) {

        static Setup of(KafkaBroker broker, Path directory, String topic) {
            return new Setup(broker, directory, "[{topic: " + topic + "}]", "{}", List.of(), 1, Duration.ofMillis(200));
        }

        Setup topics(String yaml) {
            return new Setup(broker, directory, yaml, properties, more, parallelism, interval);
        }

        Setup properties(String yaml) {
            return new Setup(broker, directory, topics, yaml, more, parallelism, interval);
        }

        Setup with(String... lines) {
            return new Setup(broker, directory, topics, properties, List.of(lines), parallelism, interval);
        }

        Setup parallelism(int subtasks) {
            return new Setup(broker, directory, topics, properties, more, subtasks, interval);
        }

        Setup interval(Duration checkpoints) {
            return new Setup(broker, directory, topics, properties, more, parallelism, checkpoints);
        }

        BackupConfig config() {
            String yaml = "version: 1\narchive: test\nsource: {bootstrapServers: '" + broker.bootstrapServers()
                    + "', properties: " + properties + "}\ntopics: " + topics + "\nstore: {uri: '" + directory + "'}\n"
                    + (String.join(" ", more).contains("discoveryInterval") ? "" : "discoveryInterval: 300ms\n")
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
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
        if (savepoint != null) {
            flink.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        }
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        environment.setParallelism(setup.parallelism());
        String directory = setup.directory().toString();
        KafkaTopicSource source = KafkaTopicSource.of(setup.config(), () -> new LocalStore(Path.of(directory)));
        environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), "source", TypeInformation.of(Chunk.class))
                .uid("source")
                .sinkTo(new PublishingSink(setup.directory(), "test"))
                .uid("sink");
        JobGraph graph = environment.getStreamGraph().getJobGraph();
        MiniCluster cluster = cluster();
        cluster.submitJob(graph).get(60, TimeUnit.SECONDS);
        return new BackupRun(cluster, graph.getJobID(), setup.directory().resolve("savepoints"));
    }

    /** Stops with a last commit; returns the savepoint. */
    String stop() throws Exception {
        Await.until("all tasks run", () -> Tasks.allRun(cluster, job));
        String savepoint = cluster.stopWithSavepoint(job, uri(savepoints), false, SavepointFormatType.CANONICAL)
                .get(60, TimeUnit.SECONDS);
        awaitFinish();
        return savepoint;
    }

    /** Stops without a last commit, as a crash does. */
    void cancel() throws Exception {
        cluster.cancelJob(job).get(60, TimeUnit.SECONDS);
        result.get(60, TimeUnit.SECONDS);
    }

    /** Waits until the job has finished by itself. */
    void awaitFinish() throws Exception {
        Optional<SerializedThrowable> failure = result.get(60, TimeUnit.SECONDS).getSerializedThrowable();
        if (failure.isPresent()) {
            throw new AssertionError("The job failed", failure.get());
        }
    }

    /** Waits until the job has failed, and says why. */
    Throwable awaitFailure() throws Exception {
        return result.get(60, TimeUnit.SECONDS)
                .getSerializedThrowable()
                .orElseThrow(() -> new AssertionError("The job finished"))
                .deserializeError(BackupRun.class.getClassLoader());
    }

    @Override
    public void close() throws Exception {
        if (!result.isDone()) {
            cancel();
        }
    }

    private static String uri(Path path) {
        return path.toUri().toString();
    }
}
