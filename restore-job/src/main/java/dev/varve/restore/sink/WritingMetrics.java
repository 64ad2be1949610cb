// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.sink;

import dev.varve.job.ProgressReporter;
import dev.varve.restore.source.RestoredRun;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What a writer tells about itself. */
final class WritingMetrics {
    private final Counter records;
    private final Counter recordBytes;
    private final Counter offsets;
    private final Counter skippedBlocks;
    private final Counter commits;
    private volatile long lastCommit;

    WritingMetrics(MetricGroup group) {
        this.records = group.counter(ProgressReporter.RECORDS);
        this.recordBytes = group.counter(ProgressReporter.RECORD_BYTES);
        this.offsets = group.counter("offsets");
        this.skippedBlocks = group.counter("skippedBlocks");
        this.commits = group.counter("commits");
        group.gauge(ProgressReporter.LAST_COMMIT, () -> lastCommit);
    }

    void written(RestoredRun run, OutgoingRecords.Sent sent) {
        records.inc(sent.content().count());
        recordBytes.inc(sent.recordBytes());
        offsets.inc(run.covers().length());
        if (run.skipped() != null) {
            skippedBlocks.inc();
        }
    }

    void committed() {
        commits.inc();
        lastCommit = System.currentTimeMillis();
    }
}
