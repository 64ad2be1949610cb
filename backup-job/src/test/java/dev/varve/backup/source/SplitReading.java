// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.job.KafkaClients;
import dev.varve.job.config.BackupConfig.Mode;
import dev.varve.job.config.BackupConfig.OnGap;
import dev.varve.job.config.ConnectionConfig.Cluster;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** Reads two partitions to their end as a fetcher does, in a process of its own, and prints what came. */
final class SplitReading {
    private static final int RECORDS = 400;

    private SplitReading() {}

    public static void main(String[] arguments) throws Exception {
        KafkaClients clients = new KafkaClients(new Cluster(arguments[0], Map.of()));
        try (SourceCluster cluster = new SourceCluster(clients, "test-admin")) {
            ReaderSurroundings surroundings = new ReaderSurroundings(
                    cluster,
                    new Incarnations(cluster),
                    Clock.systemUTC(),
                    new SourceMetrics(new UnregisteredMetricsGroup(), false));
            ChunkSplitReader reader = KafkaTopicSource.splitReader(
                    clients, "test", surroundings, OnGap.RECORD, 256 << 10, new ArrayDeque<>());
            reader.handleSplitsChanges(new SplitsAddition<>(
                    List.of(split(arguments[1], arguments[2], 0), split(arguments[1], arguments[2], 1))));
            long records = 0;
            long largestFetch = 0;
            while (records < RECORDS) {
                RecordsWithSplitIds<ReadChunk> fetched = reader.fetch();
                long bytes = 0;
                while (fetched.nextSplit() != null) {
                    for (ReadChunk read = fetched.nextRecordFromSplit();
                            read != null;
                            read = fetched.nextRecordFromSplit()) {
                        if (read.chunk() != null) {
                            records += read.chunk().header().recordCount();
                            bytes += read.chunk().header().recordBytes();
                        }
                    }
                }
                largestFetch = Math.max(largestFetch, bytes);
            }
            reader.close();
            System.out.println("records=" + records + " largestFetch=" + largestFetch);
        }
    }

    private static PartitionSplit split(String topic, String topicId, int partition) {
        TopicPartitionId id = new TopicPartitionId(topic, Id.fromHex(topicId), partition);
        return PartitionSplit.main(id, Mode.CONTINUOUS, 0, PartitionSplit.UNKNOWN_EPOCH, PartitionSplit.NEVER);
    }
}
