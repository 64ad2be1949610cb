// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.backup.metrics.BackupMetrics;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.RunHeader;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** What a reader counts. The task's thread and the fetcher's may use it. */
final class SourceMetrics {
    private final MetricGroup group;
    private final boolean perPartition;
    private final Counter records;
    private final Counter recordBytes;
    private final Counter gaps;
    private final Counter gapOffsets;
    private final Counter truncations;
    private final Counter deleted;

    /** Kept for good: Flink has no way to take a single gauge back, and a topic may come back. */
    private final Map<String, AtomicLong> archivedOffsets = new ConcurrentHashMap<>();

    private final Map<String, AtomicLong> lags = new ConcurrentHashMap<>();
    private final AtomicLong totalLag = new AtomicLong();

    SourceMetrics(MetricGroup group, boolean perPartition) {
        this.group = group;
        this.perPartition = perPartition;
        this.records = group.counter(BackupMetrics.RECORDS);
        this.recordBytes = group.counter(BackupMetrics.RECORD_BYTES);
        this.gaps = group.counter(BackupMetrics.GAPS);
        this.gapOffsets = group.counter(BackupMetrics.GAP_OFFSETS);
        this.truncations = group.counter(BackupMetrics.TRUNCATIONS);
        this.deleted = group.counter(BackupMetrics.DELETED_PARTITIONS);
        Gauge<Long> lag = totalLag::get;
        group.gauge(BackupMetrics.LAG, lag);
    }

    void emitted(RunHeader run) {
        records.inc(run.recordCount());
        recordBytes.inc(run.recordBytes());
    }

    void countGap(long offsets) {
        gaps.inc();
        gapOffsets.inc(offsets);
    }

    void countTruncation() {
        truncations.inc();
    }

    void countDeleted() {
        deleted.inc();
    }

    /** All offsets below are safe in the archive. */
    void archived(PartitionSplit split) {
        if (perPartition && split.kind() == SplitKind.MAIN) {
            gauge(archivedOffsets, BackupMetrics.ARCHIVED_OFFSET, split.partition())
                    .set(split.position());
        }
    }

    void lag(Cursor cursor, OptionalLong lag) {
        if (lag.isPresent()) {
            lag(cursor, lag.getAsLong());
        }
    }

    /** Offsets between the cursor and the end of what is committed. */
    void lag(Cursor cursor, long lag) {
        if (cursor.split().kind() == SplitKind.MAIN) {
            long known = Math.max(0, lag);
            totalLag.addAndGet(known - cursor.swapLag(known));
            if (perPartition) {
                gauge(lags, BackupMetrics.LAG, cursor.partition()).set(known);
            }
        }
    }

    private AtomicLong gauge(Map<String, AtomicLong> gauges, String name, TopicPartitionId partition) {
        String key = partition.topic() + "-" + partition.partition();
        AtomicLong known = gauges.get(key);
        if (known != null) {
            return known;
        }
        AtomicLong value = new AtomicLong();
        Gauge<Long> gauge = value::get;
        group.addGroup(BackupMetrics.TOPIC, partition.topic())
                .addGroup(BackupMetrics.PARTITION, Integer.toString(partition.partition()))
                .gauge(name, gauge);
        gauges.put(key, value);
        return value;
    }
}
