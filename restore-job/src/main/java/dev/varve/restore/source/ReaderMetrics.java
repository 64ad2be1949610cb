// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/** What a reader counts. Records are the sink's to count. Thread-safe. */
final class ReaderMetrics {
    static final String PREFETCHED_BYTES = "prefetchedBytes";
    static final String SEGMENTS_OPENED = "segmentsOpened";
    static final String BYTES_READ = "bytesRead";

    private final Counter segmentsOpened;
    private final Counter bytesRead;

    /**
     * Registers them.
     *
     * @param prefetched bytes read ahead now, before compression
     */
    ReaderMetrics(MetricGroup group, LongSupplier prefetched) {
        segmentsOpened = group.counter(SEGMENTS_OPENED, new ThreadSafeSimpleCounter());
        bytesRead = group.counter(BYTES_READ, new ThreadSafeSimpleCounter());
        Gauge<Long> gauge = prefetched::getAsLong;
        group.gauge(PREFETCHED_BYTES, gauge);
    }

    void segmentOpened() {
        segmentsOpened.inc();
    }

    /** Bytes of blocks as stored, and of what lies between those that are wanted. */
    void read(long bytes) {
        bytesRead.inc(bytes);
    }
}
