// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import dev.varve.job.KafkaClients;
import dev.varve.restore.ledger.LedgerContent.TargetPartition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.DetachedJobExecutionResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads target partitions back with Flink's KafkaSource, only committed records, from given offsets to given offsets, and digests
 * them. A job of its own, in BATCH mode.
 *
 * <p>Results travel as an accumulator: it reaches main from a mini cluster, an attached session and in application mode alike, needs
 * no connection from main into the cluster as a collecting sink does, and Flink takes it from the last attempt of each task only, so
 * that what a failed attempt has read is not counted.
 *
 * @param clients of the target
 * @param sourceOffsetHeader name of the header that the restore adds to each record; null if it adds none
 */
public record VerificationJob(
        KafkaClients clients, ReadPlan plan, @Nullable String sourceOffsetHeader, int parallelism) {
    private static final long POLL_BYTES = 64 << 20;
    private static final String SOURCE_UID = "verification-source";
    private static final String CONTENT_UID = "verification-content";
    private static final String END_UID = "verification-end";

    /** Whether there is anything to read. If not, there is no job to run: {@link #results} of it are empty. */
    public boolean isEmpty() {
        return plan.ranges().stream().allMatch(ReadRange::isEmpty);
    }

    /**
     * Runs the job, if there is anything to read, and waits for it also where the environment's {@code execute} does not: in
     * application mode that depends on {@code execution.attached}, which is off unless somebody sets it.
     *
     * @param environment that of {@link SecondJob}; its settings are changed for good
     * @return what each partition with records holds
     */
    public Map<TargetPartition, PartitionContent> run(StreamExecutionEnvironment environment) throws Exception {
        if (isEmpty()) {
            return Map.of();
        }
        build(environment);
        return results(environment.executeAsync().getJobExecutionResult().get());
    }

    /** Puts the job together; does not execute it. Needs something to read. */
    public void build(StreamExecutionEnvironment environment) {
        build(environment, ReadingSteps.UNWATCHED);
    }

    void build(StreamExecutionEnvironment environment, ReadingSteps steps) {
        configure(environment);
        TypeInformation<ReadRecord> type = TypeInformation.of(ReadRecord.class);
        environment
                .fromSource(source(steps), WatermarkStrategy.noWatermarks(), "Target topics")
                .uid(SOURCE_UID)
                .setParallelism(parallelism)
                .transform("Content", type, new ContentOperator(plan))
                .uid(CONTENT_UID)
                .setParallelism(parallelism)
                .sinkTo(new DiscardingSink<>())
                .name("End")
                .uid(END_UID)
                .setParallelism(parallelism);
    }

    /** The job has no checkpoints, and must not begin with one of the job before it. */
    private static void configure(StreamExecutionEnvironment environment) {
        Configuration given = (Configuration) environment.getConfiguration();
        Configuration chosen = new Configuration();
        chosen.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
        chosen.set(PipelineOptions.OBJECT_REUSE, true);
        chosen.set(PipelineOptions.GENERIC_TYPES, false);
        chosen.set(PipelineOptions.NAME, "Varve verification");
        if (given.getOptional(RestartStrategyOptions.RESTART_STRATEGY).isEmpty()) {
            chosen.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
            chosen.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 5);
            chosen.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(5));
        }
        given.removeConfig(CheckpointingOptions.CHECKPOINTING_INTERVAL);
        given.removeConfig(StateRecoveryOptions.SAVEPOINT_PATH);
        environment.getCheckpointConfig().disableCheckpointing();
        environment.configure(chosen);
    }

    /** Flink's interface names Kafka's deprecated type. */
    @SuppressWarnings("deprecation")
    private KafkaSource<ReadRecord> source(ReadingSteps steps) {
        Map<TopicPartition, ReadRange> ranges = plan.ranges().stream()
                .filter(range -> !range.isEmpty())
                .collect(Collectors.toMap(ReadRange::topicPartition, Function.identity()));
        Map<TopicPartition, Long> starts = new HashMap<>();
        Map<TopicPartition, Long> ends = new HashMap<>();
        ranges.forEach((partition, range) -> {
            starts.put(partition, range.start());
            ends.put(partition, range.end());
        });
        return KafkaSource.<ReadRecord>builder()
                .setProperties(properties())
                .setPartitions(Set.copyOf(ranges.keySet()))
                .setStartingOffsets(OffsetsInitializer.offsets(starts, OffsetResetStrategy.NONE))
                .setBounded(OffsetsInitializer.offsets(ends, OffsetResetStrategy.NONE))
                .setClientIdPrefix("varve-verification")
                .setDeserializer(new RecordReading(plan, sourceOffsetHeader, steps))
                .build();
    }

    /** Committed records only, as our consumers are set up; the source has its own say on where to begin. */
    Properties properties() {
        Properties properties = new Properties();
        clients.consumerProperties("varve-verification")
                .forEach((key, value) -> properties.setProperty(key, value.toString()));
        properties.compute(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, (key, chosen) -> pollRecords(Objects.toString(chosen, "")));
        properties.setProperty("register.consumer.metrics", "false");
        properties.setProperty("commit.offsets.on.checkpoint", "false");
        return properties;
    }

    /** How many records one poll gives: compressed they may be small, and yet too many of the largest would not fit into memory. */
    private String pollRecords(String chosen) {
        long most = chosen.isEmpty() ? ConsumerConfig.DEFAULT_MAX_POLL_RECORDS : Long.parseLong(chosen);
        long fitting = plan.largestRecord() == 0 ? most : Math.max(4, POLL_BYTES / plan.largestRecord());
        return Long.toString(Math.min(most, fitting));
    }

    /**
     * What was found, of each partition with records.
     *
     * @throws VerificationException if nobody waited for the job
     */
    public Map<TargetPartition, PartitionContent> results(JobExecutionResult result) throws VerificationException {
        if (result instanceof DetachedJobExecutionResult) {
            throw VerificationException.withoutResult();
        }
        List<byte[]> reported = result.getAccumulatorResult(ContentOperator.ACCUMULATOR);
        Map<TargetPartition, PartitionContent> contents = new HashMap<>();
        if (reported != null) {
            for (byte[] bytes : reported) {
                ContentBytes.decode(bytes)
                        .forEach((range, content) ->
                                contents.put(plan.ranges().get(range).target(), content));
            }
        }
        return contents;
    }
}
