// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.PartitionCatalog;
import dev.varve.format.catalog.ResumePoint;
import dev.varve.job.config.BackupConfig;
import dev.varve.job.config.BackupConfig.Mode;
import dev.varve.job.config.BackupConfig.StartFrom;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes splits of partitions that Flink's state knows nothing of: the archive tells from where on they are to be read. */
final class SplitPlanner {
    private static final Logger LOG = LoggerFactory.getLogger(SplitPlanner.class);
    private static final ResumePoint NOTHING_YET =
            new ResumePoint(0, PartitionSplit.UNKNOWN_EPOCH, PartitionSplit.NEVER, false);

    private final SourceCluster cluster;
    private final BackupConfig config;

    SplitPlanner(SourceCluster cluster, BackupConfig config) {
        this.cluster = cluster;
        this.config = config;
    }

    /**
     * Plans partitions and the holes that the archive has in them.
     *
     * @param firstPlan whether {@code startFrom} counts: topics that appear later are read from their beginning
     */
    List<PartitionSplit> plan(Collection<TopicPartitionId> partitions, Catalog catalog, boolean firstPlan)
            throws IOException {
        Map<TopicPartition, Long> starts = firstPlan ? firstContactStarts(partitions) : Map.of();
        List<PartitionSplit> splits = new ArrayList<>();
        for (TopicPartitionId partition : partitions) {
            Optional<PartitionCatalog> archived = catalog.partition(partition);
            ResumePoint resume = archived.map(PartitionCatalog::resumePoint).orElse(NOTHING_YET);
            PartitionSplit main = PartitionSplit.main(
                    partition, config.mode(), resume.position(), resume.leaderEpoch(), resume.lastReadAt());
            splits.add(main.withFirstContactStart(starts.getOrDefault(main.kafkaPartition(), 0L)));
            for (OffsetRange hole : archived.map(PartitionCatalog::holes).orElse(List.of())) {
                LOG.warn(
                        "The archive has a hole, what the source still has of it is read again: partition={} offsets={}",
                        partition,
                        hole);
                splits.add(PartitionSplit.hole(partition, config.mode(), hole, resume.lastReadAt()));
            }
        }
        return config.mode() == Mode.ONCE ? withEnds(splits) : splits;
    }

    private Map<TopicPartition, Long> firstContactStarts(Collection<TopicPartitionId> partitions) throws IOException {
        List<TopicPartition> asked = partitions.stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        if (config.startFrom() instanceof StartFrom.Earliest || asked.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, Long> starts = new HashMap<>();
        cluster.ends(asked, IsolationLevel.READ_COMMITTED)
                .forEach((partition, end) -> starts.put(partition, end.offset()));
        if (config.startFrom() instanceof StartFrom.At at) {
            starts.putAll(cluster.offsetsAt(asked, at.time().toEpochMilli()));
        }
        return starts;
    }

    /** Ends where what is committed now ends. Partitions that vanished meanwhile are left out. */
    private List<PartitionSplit> withEnds(List<PartitionSplit> splits) throws IOException {
        List<TopicPartition> partitions = splits.stream()
                .filter(split -> split.kind() == SplitKind.MAIN)
                .map(PartitionSplit::kafkaPartition)
                .toList();
        Map<TopicPartition, ListOffsetsResultInfo> stable = cluster.ends(partitions, IsolationLevel.READ_COMMITTED);
        Map<TopicPartition, ListOffsetsResultInfo> high = cluster.ends(partitions, IsolationLevel.READ_UNCOMMITTED);
        List<PartitionSplit> bounded = new ArrayList<>();
        for (PartitionSplit split : splits) {
            ListOffsetsResultInfo end = stable.get(split.kafkaPartition());
            if (split.kind() == SplitKind.HOLE) {
                bounded.add(split);
            } else if (end != null) {
                warnOfOpenTransaction(split, end.offset(), high.get(split.kafkaPartition()));
                // A position beyond the end means a log that was cut: the reader must look, so the split may not be
                // complete yet.
                bounded.add(split.withEnd(split.position() > end.offset() ? split.position() + 1 : end.offset()));
            }
        }
        return bounded;
    }

    private static void warnOfOpenTransaction(PartitionSplit split, long stable, @Nullable ListOffsetsResultInfo high) {
        if (high != null && high.offset() > stable) {
            LOG.warn(
                    "An open transaction holds back what follows: partition={} lastStableOffset={} end={}. "
                            + "HINT: this run ends before it; the next one reads it once the transaction is over.",
                    split.partition(),
                    stable,
                    high.offset());
        }
    }
}
