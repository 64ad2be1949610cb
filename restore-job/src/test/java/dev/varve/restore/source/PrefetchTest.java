// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.Chunk;
import dev.varve.format.catalog.TestArchive;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.segment.BlockEntry;
import dev.varve.format.segment.SegmentFooter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** How much is read ahead of the task, and in how many reads. */
class PrefetchTest {
    private static final TopicPartitionId ORDERS = TestArchive.ORDERS;

    private final TestArchive archive = new TestArchive(1);
    private final Map<String, SegmentFooter> segments = new HashMap<>();
    private final WatchedStore store = new WatchedStore(archive.root());

    PrefetchTest() throws Exception {}

    @Test
    void readsASegmentOfManyPartitionsInFewReads() throws Exception {
        List<Chunk> chunks = new ArrayList<>();
        List<RestoreSplit> splits = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            TopicPartitionId partition = new TopicPartitionId("quiet", new Id(3, 4), i);
            chunks.add(archive.data(partition, 0, 5, 1, 10));
            splits.add(TestReader.split(partition, 0, 5));
        }
        ManifestEntry segment = archive.commit(chunks.toArray(Chunk[]::new));

        try (TestReader reader = reader(ReaderOptions.defaults())) {
            reader.add(splits.toArray(RestoreSplit[]::new)).readToEnd();

            assertThat(reader.allRecords(splits).values())
                    .allSatisfy(records -> assertThat(records).hasSize(5));
            assertThat(segment.footer().blocks()).hasSizeGreaterThan(5);
            assertThat(store.opens()).isEqualTo(1);
            int blocks = 1;
            int footerAndHeader = 2;
            assertThat(store.reads(segment.segmentName())).isEqualTo(blocks + footerAndHeader);
            assertThat(reader.counter(ReaderMetrics.SEGMENTS_OPENED)).isEqualTo(1);
            List<BlockEntry> entries = segment.footer().blocks();
            assertThat(reader.counter(ReaderMetrics.BYTES_READ))
                    .isEqualTo(entries.get(entries.size() - 1).end()
                            - entries.get(0).position());
        }
    }

    @Test
    void opensEachSegmentOnceThoughSplitsComeToItBySeveralWays() throws Exception {
        TopicPartitionId loud = new TopicPartitionId("loud", new Id(3, 5), 0);
        TopicPartitionId quiet = new TopicPartitionId("quiet", new Id(3, 4), 0);
        for (long i = 0; i < 12; i++) {
            if (i % 3 == 0) {
                archive.commit(archive.data(loud, i * 100, i * 100 + 100, 1, i));
                archive.commit(archive.data(quiet, i, i + 1, 1, i));
            } else {
                archive.commit(archive.data(loud, i * 100, i * 100 + 100, 1, i), archive.data(quiet, i, i + 1, 1, i));
            }
        }

        try (TestReader reader = reader(ReaderOptions.defaults())) {
            reader.add(TestReader.split(loud, 0, 1200), TestReader.split(quiet, 0, 12))
                    .readToEnd();
            assertThat(reader.counter(ReaderMetrics.SEGMENTS_OPENED)).isEqualTo(16);
        }
    }

    @Test
    void neverReadsMoreAheadThanAllowed() throws Exception {
        List<Long> rawLengths = largeBlocks();
        long limit = 3 * Collections.max(rawLengths);
        AtomicLong ahead = new AtomicLong();
        AtomicLong mostAhead = new AtomicLong();
        store.beforeRead((name, position, length) -> {
            ahead.addAndGet(rawBytes(name, position, length));
            mostAhead.accumulateAndGet(ahead.get(), Math::max);
        });

        try (TestReader reader = reader(ReaderOptions.defaults().withPrefetchBytes(limit))) {
            reader.add(TestReader.split(ORDERS, 0, 8000));
            for (int i = 0; i < rawLengths.size(); i++) {
                long left =
                        rawLengths.stream().skip(i).mapToLong(Long::longValue).sum();
                await(() -> ahead.get() >= Math.min(left, limit * 2 / 3));
                assertThat(reader.gauge(ReaderMetrics.PREFETCHED_BYTES)).isLessThanOrEqualTo(limit);
                ahead.addAndGet(-rawLengths.get(i));
                reader.read(1);
            }
            reader.readToEnd();
            assertThat(reader.gauge(ReaderMetrics.PREFETCHED_BYTES)).isZero();
        }
        assertThat(mostAhead.get()).isLessThanOrEqualTo(limit);
    }

    @Test
    void readsBlocksThatAreLargerThanAllowed() throws Exception {
        List<Long> rawLengths = largeBlocks();

        try (TestReader reader = reader(ReaderOptions.defaults().withPrefetchBytes(1))) {
            reader.add(TestReader.split(ORDERS, 0, 8000)).readToEnd();
            assertThat(reader.elements()).hasSize(rawLengths.size());
        }
    }

    @Test
    void readsInParallel() throws Exception {
        largeBlocks();
        CountDownLatch together = new CountDownLatch(3);
        store.beforeRead((name, position, length) -> {
            if (position > 0 && position + length < archive.bytes(name).length) {
                together.countDown();
                awaitLatch(together);
            }
        });

        try (TestReader reader =
                reader(ReaderOptions.defaults().withPrefetchThreads(3).withPrefetchBytes(100_000))) {
            reader.add(TestReader.split(ORDERS, 0, 8000)).readToEnd();
            assertThat(together.getCount()).isZero();
        }
    }

    @Test
    void endsWhatIsUnderWayWhenClosed() throws Exception {
        largeBlocks();
        CountDownLatch reading = new CountDownLatch(2);
        CountDownLatch never = new CountDownLatch(1);
        store.beforeRead((name, position, length) -> {
            if (position > 0 && position + length < archive.bytes(name).length) {
                reading.countDown();
                awaitLatch(never);
            }
        });
        TestReader reader = reader(ReaderOptions.defaults().withPrefetchBytes(100_000));
        try (reader) {
            reader.add(TestReader.split(ORDERS, 0, 8000));
            awaitLatch(reading);
        }

        assertThat(store.openNow()).isZero();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("varve-restore-")) {
                // A pool counts as terminated a moment before its last thread is gone.
                thread.join(TestReader.PATIENCE.toMillis());
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    @Test
    void closesWhatItReadAheadAndNobodyTook() throws Exception {
        largeBlocks();
        TestReader reader = reader(ReaderOptions.defaults().withPrefetchBytes(50_000));
        try (reader) {
            reader.add(TestReader.split(ORDERS, 0, 8000)).read(2);
        }

        assertThat(store.openNow()).isZero();
        assertThat(reader.gauge(ReaderMetrics.PREFETCHED_BYTES)).isZero();
    }

    @Test
    void passesOnThatTheStoreFailed() throws Exception {
        largeBlocks();
        store.beforeRead((name, position, length) -> {
            throw new IOException("store is down");
        });

        try (TestReader reader = reader(ReaderOptions.defaults())) {
            reader.add(TestReader.split(ORDERS, 0, 8000));
            assertThatThrownBy(reader::readToEnd)
                    .isInstanceOf(IOException.class)
                    .hasMessage("store is down");
        }
        assertThat(store.openNow()).isZero();
    }

    /** 16 blocks of one run each in 8 segments; their raw lengths in order. */
    private List<Long> largeBlocks() throws IOException {
        List<Long> rawLengths = new ArrayList<>();
        for (long i = 0; i < 8; i++) {
            ManifestEntry segment = archive.commit(
                    archive.data(ORDERS, i * 1000, i * 1000 + 500, 1, 2 * i),
                    archive.data(ORDERS, i * 1000 + 500, i * 1000 + 1000, 1, 2 * i + 1));
            segments.put(segment.segmentName(), segment.footer());
            segment.footer().blocks().forEach(block -> rawLengths.add((long) block.rawLength()));
        }
        assertThat(rawLengths).hasSize(16);
        return rawLengths;
    }

    private long rawBytes(String segment, long position, int length) {
        return Objects.requireNonNull(segments.get(segment)).blocks().stream()
                .filter(block -> position <= block.position() && block.end() <= position + length)
                .filter(block -> position > 0 && position + length <= footerPosition(segment))
                .mapToLong(BlockEntry::rawLength)
                .sum();
    }

    private long footerPosition(String segment) {
        return Objects.requireNonNull(segments.get(segment)).position();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TestReader.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static void awaitLatch(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(TestReader.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("waited in vain");
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private TestReader reader(ReaderOptions options) {
        return new TestReader(store, archive.archive().identity().archiveId(), options);
    }
}
