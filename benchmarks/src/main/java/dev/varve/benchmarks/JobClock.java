// SPDX-License-Identifier: Apache-2.0
package dev.varve.benchmarks;

import dev.varve.job.ProgressReporter;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Looks at the metrics of a job in this process a hundred times a second, to tell its work from the start of the JVM and of Flink: from
 * the last look before anything was read to the first look after the last commit.
 */
public final class JobClock implements MetricReporter {
    private static final JobClock ONLY = new JobClock();
    private static final long LOOK_MILLIS = 10;
    private static final String SEGMENTS_OPENED = "segmentsOpened";

    private final Map<Metric, String> metrics = new ConcurrentHashMap<>();
    private Stopwatch start = Stopwatch.now();
    private Stopwatch end = start;
    private long commit;
    private boolean working;

    private JobClock() {
        Thread looker = new Thread(this::lookAgainAndAgain, "benchmark-clock");
        looker.setDaemon(true);
        looker.start();
    }

    /** Settings of Flink that make it tell this clock. */
    static Map<String, String> settings() {
        return Map.of("metrics.reporter.benchmark.factory.class", Factory.class.getName());
    }

    static Stopwatch start() {
        synchronized (ONLY) {
            return ONLY.start;
        }
    }

    static Stopwatch end() {
        synchronized (ONLY) {
            return ONLY.end;
        }
    }

    private void lookAgainAndAgain() {
        try {
            while (true) {
                look();
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void look() {
        Stopwatch now = Stopwatch.now();
        working |= largest(ProgressReporter.RECORDS) + largest(SEGMENTS_OPENED) > 0;
        if (!working) {
            start = now;
        }
        long last = largest(ProgressReporter.LAST_COMMIT);
        if (last > commit) {
            commit = last;
            end = now;
        }
    }

    private long largest(String name) {
        return metrics.entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .mapToLong(entry -> value(entry.getKey()))
                .max()
                .orElse(0);
    }

    private static long value(Metric metric) {
        if (metric instanceof Counter counter) {
            return counter.getCount();
        }
        return metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number number ? number.longValue() : 0;
    }

    @Override
    public void open(MetricConfig config) {
        // nothing to set up
    }

    @Override
    public void close() {
        // the clock is read after the job
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        if (name.equals(ProgressReporter.RECORDS)
                || name.equals(ProgressReporter.LAST_COMMIT)
                || name.equals(SEGMENTS_OPENED)) {
            metrics.put(metric, name);
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        look();
        metrics.remove(metric);
    }

    /** For Flink, which finds it as a service. */
    public static final class Factory implements MetricReporterFactory {
        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return ONLY;
        }
    }
}
