// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore;

import dev.varve.job.store.FlinkFileStore;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.config.RestoreConfig.NoTimestamp;
import dev.varve.restore.plan.PlannedPartition;
import dev.varve.restore.sink.AtLeastOnceSink;
import dev.varve.restore.sink.ExactlyOnceSink;
import dev.varve.restore.sink.RestoreSteps;
import dev.varve.restore.sink.WritingOptions;
import dev.varve.restore.source.ArchiveSource;
import dev.varve.restore.source.ReaderOptions;
import dev.varve.restore.source.RestoreGoal;
import dev.varve.restore.source.RestoredRun;
import java.net.URI;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The whole job: records of the archive go into topics, in one task per subtask and without a shuffle. */
public final class RestoreTopology {
    static final String SOURCE_UID = "restore-source";
    static final String SINK_UID = "restore-sink";

    private RestoreTopology() {}

    /** Puts the job together; does not execute it. */
    public static void build(StreamExecutionEnvironment environment, RestoreConfig config, RestoreGoal goal) {
        build(environment, config, goal, RestoreSteps.UNWATCHED);
    }

    /** As {@link #build(StreamExecutionEnvironment, RestoreConfig, RestoreGoal)}, and tells of the steps of exactly-once writers. */
    public static void build(
            StreamExecutionEnvironment environment, RestoreConfig config, RestoreGoal goal, RestoreSteps steps) {
        RestoreSettings.apply(environment, config);
        environment
                .fromSource(
                        archive(config, goal), WatermarkStrategy.noWatermarks(), "Archive", RestoredRunType.INSTANCE)
                .uid(SOURCE_UID)
                .sinkTo(topics(config, goal, steps))
                .name("Kafka topics")
                .uid(SINK_UID);
    }

    private static ArchiveSource archive(RestoreConfig config, RestoreGoal goal) {
        URI store = config.store().uri();
        ReaderOptions options = ReaderOptions.defaults()
                .withOnDamage(
                        config.onDamage() == RestoreConfig.OnDamage.FAIL
                                ? ReaderOptions.OnDamage.FAIL
                                : ReaderOptions.OnDamage.SKIP_BLOCK);
        Long rate = config.rateLimitBytes();
        return new ArchiveSource(
                goal, () -> FlinkFileStore.open(store), rate == null ? options : options.withBytesPerSecond(rate));
    }

    private static Sink<RestoredRun> topics(RestoreConfig config, RestoreGoal goal, RestoreSteps steps) {
        long largest = goal.plan().topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .mapToLong(PlannedPartition::largestRecord)
                .max()
                .orElse(0);
        WritingOptions options = new WritingOptions(
                goal.ledger(),
                config.commitInterval(),
                config.sourceOffsetHeader(),
                config.noTimestamp() == NoTimestamp.NOW,
                largest);
        return goal.isExactlyOnce() ? ExactlyOnceSink.watched(options, steps) : new AtLeastOnceSink(options);
    }
}
