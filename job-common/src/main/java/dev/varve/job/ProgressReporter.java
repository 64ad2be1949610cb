// SPDX-License-Identifier: Apache-2.0
package dev.varve.job;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.jspecify.annotations.Nullable;

/**
 * Holds the few metrics of a job that its progress is told by, summed over subtasks. Counts go on when a task restarts, so they
 * include what was done twice. Safe for use by several threads.
 */
public final class ProgressReporter implements MetricReporter {
    /** Counter: records that passed. */
    public static final String RECORDS = "records";
    /** Counter: their keys, values and headers in bytes. */
    public static final String RECORD_BYTES = "recordBytes";
    /** Gauge: records that wait at the source. */
    public static final String LAG = "lag";
    /** Gauge: time of the last commit in milliseconds since 1970, 0 before the first. */
    public static final String LAST_COMMIT = "lastCommitTime";

    /** Gauge of a job with an end: what {@link #RECORD_BYTES} will come to, at least 1. */
    public static final String GOAL = "goalRecordBytes";

    private static final List<String> NAMES = List.of(RECORDS, RECORD_BYTES, LAG, LAST_COMMIT, GOAL);
    private static final Map<String, ProgressReporter> OPEN = new ConcurrentHashMap<>();
    private static final double MEBI = 1 << 20;

    private final Map<Metric, String> metrics = new ConcurrentHashMap<>();
    private final Map<String, Long> ended = new ConcurrentHashMap<>();
    private final long started;
    private final Clock clock;
    private long lastTold;
    private long recordsTold;
    private long bytesTold;

    ProgressReporter(Clock clock) {
        this.clock = clock;
        this.started = clock.millis();
        this.lastTold = started;
    }

    /**
     * The reporter of a mini cluster that runs in this process; created here and found by Flink through {@link Factory}.
     *
     * @param id as in the reporter's setting {@code id}
     */
    static ProgressReporter of(String id) {
        return OPEN.computeIfAbsent(id, key -> new ProgressReporter(Clock.systemUTC()));
    }

    @Override
    public void open(MetricConfig config) {
        // nothing to set up
    }

    @Override
    public void close() {
        OPEN.values().remove(this);
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        boolean perPartition = Arrays.asList(group.getScopeComponents()).contains("partition");
        if (NAMES.contains(name) && !perPartition) {
            metrics.put(metric, name);
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        if (metrics.remove(metric) != null) {
            if (metric instanceof Counter) {
                ended.merge(name, value(metric), Long::sum);
            } else if (name.equals(LAST_COMMIT) || name.equals(GOAL)) {
                ended.merge(name, value(metric), Math::max);
            }
        }
    }

    /** The sum over subtasks, 0 if no subtask has the metric. */
    public long sum(String name) {
        return values(name).sum() + ended.getOrDefault(name, 0L);
    }

    /** The first one of a job that has restarted counts: counts of what was done go on, too. */
    private long goal() {
        return Math.max(values(GOAL).max().orElse(0), ended.getOrDefault(GOAL, 0L));
    }

    /** When the slowest subtask had committed, in milliseconds; empty while one has not. */
    public OptionalLong lastCommit() {
        long before = ended.getOrDefault(LAST_COMMIT, 0L);
        long slowest =
                values(LAST_COMMIT).map(time -> Math.max(time, before)).min().orElse(before);
        return slowest > 0 ? OptionalLong.of(slowest) : OptionalLong.empty();
    }

    private LongStream values(String name) {
        return metrics.entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .mapToLong(entry -> value(entry.getKey()));
    }

    private static long value(Metric metric) {
        if (metric instanceof Counter counter) {
            return counter.getCount();
        }
        return metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number number ? number.longValue() : 0;
    }

    /** One line on what has happened, with rates since the line before. */
    synchronized String line() {
        long now = clock.millis();
        long records = sum(RECORDS);
        long bytes = sum(RECORD_BYTES);
        double seconds = Math.max(1, now - lastTold) / 1000.0;
        OptionalLong commit = lastCommit();
        String line = "elapsed=" + (now - started) / 1000 + "s records=" + records + " ("
                + number((records - recordsTold) / seconds, "%.0f") + "/s) bytes=" + number(bytes / MEBI, "%.1f")
                + "MiB (" + number((bytes - bytesTold) / MEBI / seconds, "%.1f") + "MiB/s) " + distance(bytes, now)
                + " lastCommit="
                + (commit.isPresent() ? Math.max(0, now - commit.getAsLong()) / 1000 + "s ago" : "none yet");
        lastTold = now;
        recordsTold = records;
        bytesTold = bytes;
        return line;
    }

    /** What is left: of the goal in percent and time, or else the lag. */
    private String distance(long bytes, long now) {
        long goal = goal();
        if (goal <= 0) {
            return "lag=" + sum(LAG);
        }
        double part = Math.min(1, (double) bytes / goal);
        String eta = bytes <= 0 ? "unknown" : (long) ((now - started) / 1000.0 * (1 - part) / part) + "s";
        return number(part * 100, "%.0f") + "% eta=" + eta;
    }

    private static String number(double value, String format) {
        return String.format(Locale.ROOT, format, value);
    }

    /** Finds the reporter that {@link EmbeddedFlink} made; on a cluster nothing asks for it. */
    public static final class Factory implements MetricReporterFactory {
        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            @Nullable String id = properties.getProperty("id");
            return of(id == null ? "" : id);
        }
    }
}
