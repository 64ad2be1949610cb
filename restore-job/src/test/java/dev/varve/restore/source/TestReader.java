// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.RecordCursor;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.PartitionReader;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.store.Store;
import dev.varve.restore.ledger.WriterToken;
import dev.varve.restore.plan.Partitioning;
import dev.varve.restore.plan.TimeWindow;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.OperatorIOMetricGroup;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;
import org.jspecify.annotations.Nullable;

/** A reader with all that Flink would give it, the test's thread in the part of the task thread. */
final class TestReader implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final WriterToken TOKEN = new WriterToken(new WriterToken.OwnerId("run", "enumerator"), 0, 0);

    private final Context context = new Context();
    private final ArchiveReader reader;
    private final List<RestoredRun> elements = new ArrayList<>();

    TestReader(Store store, Id archiveId, ReaderOptions options) {
        this(store, archiveId, options, 1000);
    }

    TestReader(Store store, Id archiveId, ReaderOptions options, long runsAtOnce) {
        StoreOpener opener = () -> opened(store);
        reader = new ArchiveReader(
                context, new ArchivePrefetch.Location(opener, "shop", archiveId, runsAtOnce), options);
        reader.start();
    }

    private static Store opened(Store store) {
        return store instanceof WatchedStore watched ? watched.opened() : store;
    }

    static RestoreSplit split(TopicPartitionId source, long position, long until) {
        return split(source, position, until, TimeWindow.ALL, null, "copy");
    }

    static RestoreSplit split(
            TopicPartitionId source,
            long position,
            long until,
            TimeWindow window,
            @Nullable Instant asOf,
            String target) {
        return new RestoreSplit(
                source,
                position,
                until,
                window,
                asOf,
                List.of(new OffsetRange(0, Long.MAX_VALUE)),
                new RestoreSplit.Target(target, new Id(5, target.hashCode()), 1, Partitioning.PRESERVE),
                RestoreSplit.Restored.NOTHING,
                TOKEN);
    }

    /** A split whose plan does without nothing. */
    static RestoreSplit strict(TopicPartitionId source, long until) {
        RestoreSplit split = split(source, 0, until);
        return new RestoreSplit(
                source, 0, until, split.window(), null, List.of(), split.target(), split.restored(), split.token());
    }

    ArchiveReader reader() {
        return reader;
    }

    /** What was emitted so far. */
    List<RestoredRun> elements() {
        return elements;
    }

    List<SourceEvent> events() {
        return context.events;
    }

    long gauge(String name) {
        return ((Number) Objects.requireNonNull(context.gauges.get(name)).getValue()).longValue();
    }

    long counter(String name) {
        return Objects.requireNonNull(context.counters.get(name)).getCount();
    }

    TestReader add(RestoreSplit... splits) {
        reader.addSplits(List.of(splits));
        return this;
    }

    /** Takes elements until the end of the input. */
    TestReader readToEnd() throws Exception {
        reader.notifyNoMoreSplits();
        while (poll() != InputStatus.END_OF_INPUT) {}
        return this;
    }

    /** Takes so many elements. */
    TestReader read(int count) throws Exception {
        int until = elements.size() + count;
        while (elements.size() < until) {
            poll();
        }
        return this;
    }

    /** Polls once, after waiting for something to poll. */
    InputStatus poll() throws Exception {
        CompletableFuture<Void> available = reader.isAvailable();
        available.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return reader.pollNext(new Output());
    }

    /** The emitted records of each split; checks that elements tile what the split has from its position on. */
    Map<RestoreSplit, List<ArchivedRecord>> records() {
        Map<RestoreSplit, Long> positions = new LinkedHashMap<>();
        Map<RestoreSplit, List<ArchivedRecord>> records = new LinkedHashMap<>();
        for (RestoredRun run : elements) {
            RestoreSplit split = run.split();
            assertThat(run.covers().start())
                    .as("start of " + run.covers() + " of " + split.source())
                    .isEqualTo(positions.getOrDefault(split, split.position()));
            positions.put(split, run.covers().end());
            records.computeIfAbsent(split, key -> new ArrayList<>()).addAll(records(run));
        }
        positions.forEach((split, position) -> assertThat(position).isLessThanOrEqualTo(split.until()));
        return records;
    }

    /** As {@link #records}, and every one of these splits has come to its end. */
    Map<RestoreSplit, List<ArchivedRecord>> allRecords(List<RestoreSplit> splits) {
        Map<RestoreSplit, List<ArchivedRecord>> records = records();
        Map<RestoreSplit, Long> ends = new LinkedHashMap<>();
        elements.forEach(run -> ends.put(run.split(), run.covers().end()));
        for (RestoreSplit split : splits) {
            assertThat(ends.get(split)).as("end of " + split.source()).isEqualTo(split.until());
        }
        return records;
    }

    /** The records that a sink would write. */
    static List<ArchivedRecord> records(RestoredRun run) {
        List<ArchivedRecord> records = new ArrayList<>();
        if (run.block() != null) {
            RecordCursor cursor = run.block().cursor(run.runIndex());
            while (cursor.next()) {
                if (run.covers().contains(cursor.offset())
                        && run.split().window().contains(cursor.timestamp())) {
                    records.add(cursor.toRecord());
                }
            }
        }
        return records;
    }

    /** What a plain reader of the archive says about a split. */
    static List<ArchivedRecord> expected(Catalog catalog, RestoreSplit split) throws IOException {
        List<ArchivedRecord> records = new ArrayList<>();
        OffsetRange range = new OffsetRange(split.position(), split.until());
        try (PartitionReader plain = PartitionReader.open(catalog, split.source(), range)) {
            Optional<ArchivedRecord> record = plain.next();
            while (record.isPresent()) {
                if (split.window().contains(record.get().timestamp())) {
                    records.add(record.get());
                }
                record = plain.next();
            }
        }
        return records;
    }

    @Override
    public void close() {
        reader.close();
    }

    private final class Output implements ReaderOutput<RestoredRun> {
        @Override
        public void collect(RestoredRun run) {
            elements.add(run);
        }

        @Override
        public void collect(RestoredRun run, long timestamp) {
            throw new AssertionError("unexpected timestamp");
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            throw new AssertionError("unexpected watermark");
        }

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}

        @Override
        public SourceOutput<RestoredRun> createOutputForSplit(String splitId) {
            throw new AssertionError("unexpected output");
        }

        @Override
        public void releaseOutputForSplit(String splitId) {}
    }

    private static final class Metrics extends UnregisteredMetricsGroup implements SourceReaderMetricGroup {
        private final Context context;

        Metrics(Context context) {
            this.context = context;
        }

        @Override
        public <C extends Counter> C counter(String name, C counter) {
            context.counters.put(name, counter);
            return counter;
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            context.gauges.put(name, gauge);
            return gauge;
        }

        @Override
        public OperatorIOMetricGroup getIOMetricGroup() {
            return createOperatorIOMetricGroup();
        }

        @Override
        public Counter getNumRecordsInErrorsCounter() {
            return new SimpleCounter();
        }

        @Override
        public void setPendingBytesGauge(Gauge<Long> gauge) {}

        @Override
        public void setPendingRecordsGauge(Gauge<Long> gauge) {}
    }

    private static final class Context implements SourceReaderContext {
        private final List<SourceEvent> events = new ArrayList<>();
        private final Map<String, Counter> counters = new ConcurrentHashMap<>();
        private final Map<String, Gauge<?>> gauges = new ConcurrentHashMap<>();

        @Override
        public SourceReaderMetricGroup metricGroup() {
            return new Metrics(this);
        }

        @Override
        public Configuration getConfiguration() {
            return new Configuration();
        }

        @Override
        public String getLocalHostName() {
            return "localhost";
        }

        @Override
        public int getIndexOfSubtask() {
            return 0;
        }

        @Override
        public void sendSplitRequest() {
            throw new AssertionError("unexpected request");
        }

        @Override
        public void sendSourceEventToCoordinator(SourceEvent event) {
            events.add(event);
        }

        @Override
        public UserCodeClassLoader getUserCodeClassLoader() {
            return SimpleUserCodeClassLoader.create(getClass().getClassLoader());
        }
    }
}
