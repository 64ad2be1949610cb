// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

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
    static final String RECORDS = "records";
    static final String RECORD_BYTES = "recordBytes";
    static final String GAPS = "gaps";
    static final String GAP_OFFSETS = "gapOffsets";
    static final String TRUNCATIONS = "truncations";
    static final String DELETED = "deletedPartitions";
    static final String LAG = "lag";
    static final String ARCHIVED_OFFSET = "archivedOffset";
    static final String TOPIC = "topic";
    static final String PARTITION = "partition";

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

    SourceMetrics(MetricGroup group, boolean perPartition) {
        this.group = group;
        this.perPartition = perPartition;
        this.records = group.counter(RECORDS);
        this.recordBytes = group.counter(RECORD_BYTES);
        this.gaps = group.counter(GAPS);
        this.gapOffsets = group.counter(GAP_OFFSETS);
        this.truncations = group.counter(TRUNCATIONS);
        this.deleted = group.counter(DELETED);
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
            gauge(archivedOffsets, ARCHIVED_OFFSET, split.partition()).set(split.position());
        }
    }

    void lag(Cursor cursor, OptionalLong lag) {
        if (lag.isPresent()) {
            lag(cursor, lag.getAsLong());
        }
    }

    /** Offsets between the cursor and the end of what is committed. */
    void lag(Cursor cursor, long lag) {
        if (perPartition && cursor.split().kind() == SplitKind.MAIN) {
            gauge(lags, LAG, cursor.partition()).set(Math.max(0, lag));
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
        group.addGroup(TOPIC, partition.topic())
                .addGroup(PARTITION, Integer.toString(partition.partition()))
                .gauge(name, gauge);
        gauges.put(key, value);
        return value;
    }
}
