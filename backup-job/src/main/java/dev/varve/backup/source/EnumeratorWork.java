// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.backup.metrics.BackupMetrics;
import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.job.config.BackupConfig;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The enumerator's questions to cluster and archive, which may take long. Flink's worker thread asks them one after the other; only
 * {@link #watch} and {@link #close} come from elsewhere.
 */
final class EnumeratorWork implements AutoCloseable {
    private final BackupConfig config;
    private final StoreOpener storeOpener;
    private final SourceCluster cluster;
    private final Clock clock;
    private final TopicDiscovery discovery;
    private final SplitPlanner planner;
    private final StableOffsets stableOffsets;
    private volatile Map<TopicPartition, Incarnation> watched = Map.of();
    private volatile @Nullable BackupArchive archive;
    private volatile boolean closed;

    /** What is known after the first contact. */
    record Connection(Id archiveId, Discovery discovery) {}

    /**
     * What a later look shows.
     *
     * @param replaced told once each
     */
    record Observation(Discovery discovery, List<ReplacedLog> replaced) {}

    /** Takes the cluster as its own. */
    EnumeratorWork(BackupConfig config, StoreOpener storeOpener, SourceCluster cluster, Clock clock) {
        this.config = config;
        this.storeOpener = storeOpener;
        this.cluster = cluster;
        this.clock = clock;
        this.discovery = new TopicDiscovery(cluster, config.topics());
        this.planner = new SplitPlanner(cluster, config);
        this.stableOffsets = new StableOffsets(cluster, clock);
    }

    void register(@Nullable MetricGroup group) {
        if (group != null) {
            Gauge<Long> age = stableOffsets::ageMillis;
            group.gauge(BackupMetrics.STABLE_OFFSET_AGE, age);
        }
    }

    /** Opens the archive and looks at the source for the first time. */
    Connection connect(Id expectedArchive) throws IOException {
        BackupArchive opened =
                BackupArchive.open(storeOpener, config.archive(), cluster.clusterId(), expectedArchive, clock);
        archive = opened;
        Discovery found = discovery.discover();
        opened.describe(found.topics(), cluster);
        return new Connection(opened.id(), found);
    }

    /** Looks at the source again. */
    Observation observe() throws IOException {
        Discovery found = discovery.discover();
        archive().describe(found.topics(), cluster);
        Map<TopicPartition, Incarnation> living = new HashMap<>(watched);
        living.values().removeIf(topic -> !found.contains(topic));
        return new Observation(found, stableOffsets.observe(living));
    }

    List<PartitionSplit> plan(Collection<TopicPartitionId> partitions, boolean firstPlan) throws IOException {
        return partitions.isEmpty()
                ? List.of()
                : planner.plan(partitions, archive().catalog(), firstPlan);
    }

    /** What a job in mode once has reported as reached and the archive lacks. */
    List<String> missing(List<PartitionSplit> reached) throws IOException {
        return reached.isEmpty()
                ? List.of()
                : OnceGoals.missing(reached, archive().catalog());
    }

    /** The partitions whose ends are looked at with every discovery. */
    void watch(Map<TopicPartition, Incarnation> partitions) {
        watched = Map.copyOf(partitions);
    }

    private BackupArchive archive() {
        BackupArchive opened = archive;
        if (opened == null) {
            throw new IllegalStateException("The archive is not open");
        }
        return opened;
    }

    /** Whether a failure only says that the job ends. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        cluster.close();
        BackupArchive opened = archive;
        if (opened != null) {
            opened.close();
        }
    }
}
