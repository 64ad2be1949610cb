// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup;

import dev.varve.backup.sink.ArchiveSink;
import dev.varve.backup.sink.BackupSteps;
import dev.varve.backup.source.KafkaTopicSource;
import dev.varve.format.block.Chunk;
import dev.varve.job.config.BackupConfig;
import dev.varve.job.store.FlinkFileStore;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The whole job: topics go into segments, in one task per subtask and without a shuffle. */
public final class BackupTopology {
    static final String SOURCE_UID = "backup-source";
    static final String SINK_UID = "backup-sink";

    private BackupTopology() {}

    /** Puts the job together; does not execute it. */
    public static void build(StreamExecutionEnvironment environment, BackupConfig config) {
        build(environment, config, BackupSteps.UNWATCHED);
    }

    /** As {@link #build(StreamExecutionEnvironment, BackupConfig)}, and tells of the steps of a commit. */
    public static void build(StreamExecutionEnvironment environment, BackupConfig config, BackupSteps steps) {
        KafkaTopicSource topics = KafkaTopicSource.of(
                config, () -> FlinkFileStore.open(config.store().uri()));
        connect(environment, topics, ArchiveSink.watched(config, steps), config);
    }

    static void connect(
            StreamExecutionEnvironment environment,
            Source<Chunk, ?, ?> topics,
            ArchiveSink archive,
            BackupConfig config) {
        BackupSettings.apply(environment, config);
        environment
                .fromSource(topics, WatermarkStrategy.noWatermarks(), "Kafka topics", ChunkType.INSTANCE)
                .uid(SOURCE_UID)
                .sinkTo(archive)
                .name("Archive")
                .uid(SINK_UID);
    }
}
