// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.sink;

import dev.varve.backup.metrics.BackupMetrics;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.segment.RunEntry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what was published, and says so once per commit. Counts begin anew with every attempt of the task. */
final class CommitMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(CommitMetrics.class);
    private static final double MEGA = 1e6;

    private final Counter segments;
    private final Counter blocks;
    private final Counter records;
    private final Counter recordBytes;
    private final Counter storedBytes;
    private volatile long lastCommit;
    private volatile int otherWriters;

    CommitMetrics(MetricGroup group, Clock clock) {
        segments = group.counter(BackupMetrics.SEGMENTS);
        blocks = group.counter(BackupMetrics.BLOCKS);
        records = group.counter(BackupMetrics.ARCHIVED_RECORDS);
        recordBytes = group.counter(BackupMetrics.ARCHIVED_RECORD_BYTES);
        storedBytes = group.counter(BackupMetrics.STORED_BYTES);
        long started = clock.millis();
        Gauge<Double> ratio =
                () -> storedBytes.getCount() == 0 ? 0 : recordBytes.getCount() / (double) storedBytes.getCount();
        Gauge<Long> last = () -> lastCommit;
        Gauge<Integer> others = () -> otherWriters;
        Gauge<Long> since = () -> Math.max(0, clock.millis() - Math.max(started, lastCommit));
        group.gauge(BackupMetrics.COMPRESSION_RATIO, ratio);
        group.gauge(BackupMetrics.LAST_COMMIT, last);
        group.gauge(BackupMetrics.OTHER_WRITERS, others);
        group.gauge(BackupMetrics.SINCE_LAST_COMMIT, since);
    }

    /** What was announced by a manifest. */
    void published(String manifest, List<ManifestEntry> entries) {
        long commitRecords = 0;
        long commitBytes = 0;
        for (ManifestEntry entry : entries) {
            blocks.inc(entry.footer().blocks().size());
            commitBytes += entry.objectLength();
            for (RunEntry run : entry.footer().runs()) {
                commitRecords += run.header().recordCount();
                recordBytes.inc(run.header().recordBytes());
            }
        }
        segments.inc(entries.size());
        records.inc(commitRecords);
        storedBytes.inc(commitBytes);
        LOG.info(
                "published segments={} records={} bytes={}MB manifest={}",
                entries.size(),
                commitRecords,
                String.format(Locale.ROOT, "%.1f", commitBytes / MEGA),
                manifest);
    }

    /** So many writers of other jobs were seen at work in the archive. */
    void otherWriters(int count) {
        otherWriters = count;
    }

    /** Everything that was read before is durable, also if there was nothing new. */
    void committed(Instant now) {
        lastCommit = now.toEpochMilli();
    }
}
