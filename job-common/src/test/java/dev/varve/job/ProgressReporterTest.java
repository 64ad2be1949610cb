// SPDX-License-Identifier: Apache-2.0
package dev.varve.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class ProgressReporterTest {
    private static final MetricGroup OPERATOR = new UnregisteredMetricsGroup();
    private final ProgressReporter reporter =
            new ProgressReporter(Clock.fixed(Instant.ofEpochSecond(1_000), ZoneOffset.UTC));

    private static Counter counter(long count) {
        Counter counter = new SimpleCounter();
        counter.inc(count);
        return counter;
    }

    private static Gauge<Long> gauge(long value) {
        return () -> value;
    }

    @Test
    void sumsOverSubtasksAndKeepsWhatARestartedTaskCounted() {
        Counter first = counter(5);
        reporter.notifyOfAddedMetric(first, ProgressReporter.RECORDS, OPERATOR);
        reporter.notifyOfAddedMetric(counter(7), ProgressReporter.RECORDS, OPERATOR);
        reporter.notifyOfRemovedMetric(first, ProgressReporter.RECORDS, OPERATOR);
        reporter.notifyOfAddedMetric(counter(1), ProgressReporter.RECORDS, OPERATOR);

        assertThat(reporter.sum(ProgressReporter.RECORDS)).isEqualTo(13);
    }

    @Test
    void gaugesOfEndedTasksAreForgotten() {
        Gauge<Long> lag = gauge(40);
        reporter.notifyOfAddedMetric(lag, ProgressReporter.LAG, OPERATOR);
        reporter.notifyOfRemovedMetric(lag, ProgressReporter.LAG, OPERATOR);

        assertThat(reporter.sum(ProgressReporter.LAG)).isZero();
    }

    @Test
    void partitionsDoNotCountBesideTheirSubtask() {
        MetricGroup partition = new UnregisteredMetricsGroup() {
            @Override
            public String[] getScopeComponents() {
                return new String[] {"host", "operator", "topic", "orders", "partition", "0"};
            }
        };
        reporter.notifyOfAddedMetric(gauge(40), ProgressReporter.LAG, OPERATOR);
        reporter.notifyOfAddedMetric(gauge(30), ProgressReporter.LAG, partition);

        assertThat(reporter.sum(ProgressReporter.LAG)).isEqualTo(40);
    }

    @Test
    void lastCommitIsThatOfTheSlowestSubtask() {
        reporter.notifyOfAddedMetric(gauge(990_000), ProgressReporter.LAST_COMMIT, OPERATOR);
        assertThat(reporter.line()).contains("lastCommit=10s ago");

        reporter.notifyOfAddedMetric(gauge(0), ProgressReporter.LAST_COMMIT, OPERATOR);
        assertThat(reporter.line()).contains("lastCommit=none yet");
    }

    @Test
    void tellsPercentAndTimeLeftOfAGoal() {
        AtomicLong millis = new AtomicLong();
        ProgressReporter clocked = new ProgressReporter(new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(millis.get());
            }
        });
        clocked.notifyOfAddedMetric(gauge(40L << 20), ProgressReporter.GOAL, OPERATOR);
        clocked.notifyOfAddedMetric(counter(2_000), ProgressReporter.RECORDS, OPERATOR);
        clocked.notifyOfAddedMetric(counter(10L << 20), ProgressReporter.RECORD_BYTES, OPERATOR);

        millis.set(5_000);

        assertThat(clocked.line())
                .isEqualTo("elapsed=5s records=2000 (400/s) bytes=10.0MiB (2.0MiB/s) 25% eta=15s lastCommit=none yet");
    }

    @Test
    void goalOfAJobThatRestartsIsItsFirst() {
        Gauge<Long> goal = gauge(400);
        reporter.notifyOfAddedMetric(goal, ProgressReporter.GOAL, OPERATOR);
        reporter.notifyOfAddedMetric(counter(300), ProgressReporter.RECORD_BYTES, OPERATOR);
        reporter.notifyOfRemovedMetric(goal, ProgressReporter.GOAL, OPERATOR);
        reporter.notifyOfAddedMetric(gauge(100), ProgressReporter.GOAL, OPERATOR);

        assertThat(reporter.line()).contains(" 75% ");
    }

    @Test
    void remembersTheLastCommitOfTasksThatEnded() {
        Gauge<Long> commit = gauge(980_000);
        reporter.notifyOfAddedMetric(commit, ProgressReporter.LAST_COMMIT, OPERATOR);
        reporter.notifyOfRemovedMetric(commit, ProgressReporter.LAST_COMMIT, OPERATOR);

        assertThat(reporter.line()).contains("lastCommit=20s ago");
    }
}
