// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.GapCause;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.CatalogOptions;
import dev.varve.format.catalog.PartitionCatalog;
import dev.varve.format.catalog.TestArchive;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.segment.SegmentFooter;
import dev.varve.format.store.StoredObject;
import dev.varve.restore.plan.TimeWindow;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever was archived in whatever order, the splits of a reader together give what a plain reader gives partition by partition. */
class ArchiveReaderHistoryTest {
    private static final int HISTORIES = 60;
    private static final long T0 = TestArchive.START.toEpochMilli();

    private final long seed = Long.getLong("varve.seed", 20260301);

    @Test
    void readsWhatAPlainReaderReads() throws Exception {
        for (int i = 0; i < HISTORIES; i++) {
            try {
                new History(seed + i).check();
            } catch (AssertionError | Exception e) {
                throw new AssertionError("repeat with -Dvarve.seed=" + (seed + i), e);
            }
        }
    }

    @Test
    void readsWhatIsLeftWhenASegmentIsGone() throws Exception {
        int lost = 0;
        for (int i = 0; i < HISTORIES; i++) {
            try {
                lost += new History(seed + i).checkWithoutASegment() ? 1 : 0;
            } catch (AssertionError | Exception e) {
                throw new AssertionError("repeat with -Dvarve.seed=" + (seed + i), e);
            }
        }
        assertThat(lost).isBetween(HISTORIES / 10, HISTORIES * 9 / 10);
    }

    /** A random archive: own and shared segments, runs written again from older positions, absent records, gaps, cut logs. */
    private static final class History {
        private final Random random;
        private final TestArchive archive;
        private final List<TopicPartitionId> partitions = new ArrayList<>();
        private final Map<TopicPartitionId, Long> ends = new HashMap<>();
        private final List<String> segments = new ArrayList<>();
        private boolean hasTruncations;
        private long readAt = T0;

        History(long seed) throws IOException {
            random = new Random(seed);
            archive = new TestArchive(seed);
            int topics = 1 + random.nextInt(3);
            for (int i = 0; i < 1 + random.nextInt(12); i++) {
                int topic = random.nextInt(topics);
                partitions.add(new TopicPartitionId("topic-" + topic, new Id(1, 1 + topic), i));
            }
            for (int i = 0; i < 1 + random.nextInt(25); i++) {
                commit();
            }
        }

        private void commit() throws IOException {
            if (random.nextInt(6) == 0) {
                archive.newWriter();
                ends.replaceAll((partition, end) -> Math.max(0, end - random.nextInt(60)));
            }
            List<TopicPartitionId> chosen = new ArrayList<>(partitions);
            Collections.shuffle(chosen, random);
            List<Chunk> chunks = new ArrayList<>();
            for (TopicPartitionId partition : chosen.subList(0, 1 + random.nextInt(chosen.size()))) {
                for (int i = 0; i <= random.nextInt(3); i++) {
                    chunks.add(chunk(partition));
                }
            }
            ManifestEntry segment = archive.segment(random.nextInt(10) == 0 ? 1 : 0, chunks);
            segments.add(segment.segmentName());
            if (random.nextInt(8) > 0) {
                archive.manifest(segment);
            }
        }

        private Chunk chunk(TopicPartitionId partition) {
            readAt += random.nextInt(100);
            long start = ends.getOrDefault(partition, 0L);
            long end = start + 1 + random.nextInt(random.nextInt(5) == 0 ? 300 : 20);
            int epoch = random.nextInt(3);
            ends.put(partition, end);
            int kind = random.nextInt(14);
            if (kind == 0) {
                return Chunk.gap(partition, new OffsetRange(start, end), GapCause.RETENTION, epoch, readAt, end);
            }
            if (kind == 1) {
                hasTruncations = true;
                long cut = Math.max(0, start - 10);
                ends.put(partition, cut);
                return Chunk.truncated(partition, cut, Math.max(cut + 1, start), epoch, readAt, 0);
            }
            List<ArchivedRecord> records = new ArrayList<>();
            int absent = kind < 5 ? 1 : 8;
            for (long offset = start; offset < end; offset++) {
                if (random.nextInt(absent) > 0) {
                    records.add(TestArchive.record(offset, epoch, "value " + offset + " at " + readAt));
                }
            }
            return archive.data(partition, start, end, epoch, readAt, records);
        }

        void check() throws Exception {
            WatchedStore store = new WatchedStore(archive.root());
            ReaderOptions options = ReaderOptions.defaults()
                    .withPrefetchBytes(1 + random.nextInt(random.nextBoolean() ? 10_000 : 1_000_000))
                    .withPrefetchThreads(1 + random.nextInt(4));
            Map<@Nullable Instant, Catalog> catalogs = new HashMap<>();
            List<RestoreSplit> splits = splits(3);
            try (TestReader reader =
                    new TestReader(store, archive.archive().identity().archiveId(), options, 1 + random.nextInt(200))) {
                int half = random.nextInt(splits.size() + 1);
                reader.add(splits.subList(0, half).toArray(RestoreSplit[]::new));
                reader.add(splits.subList(half, splits.size()).toArray(RestoreSplit[]::new));
                reader.readToEnd();
                Map<RestoreSplit, List<ArchivedRecord>> records = reader.allRecords(splits);
                for (RestoreSplit split : splits) {
                    Catalog catalog = catalogs.get(split.asOf());
                    if (catalog == null) {
                        catalog = catalog(split.asOf());
                        catalogs.put(split.asOf(), catalog);
                    }
                    assertThat(records.get(split)).isEqualTo(TestReader.expected(catalog, split));
                }
            }
            assertThat(store.openNow()).isZero();
        }

        /**
         * A segment goes after it was planned. Without truncations the choice between runs changes only where its own were chosen.
         *
         * @return whether records are lost
         */
        boolean checkWithoutASegment() throws Exception {
            if (hasTruncations) {
                return false;
            }
            String gone = segments.get(random.nextInt(segments.size()));
            List<RestoreSplit> splits = splits(4);
            Catalog before = archive.catalog();
            Map<RestoreSplit, List<ArchivedRecord>> planned = new HashMap<>();
            for (RestoreSplit split : splits) {
                planned.put(split, TestReader.expected(before, split));
            }
            archive.manifest(manifestEntry(gone));
            archive.delete(gone);
            Catalog after = archive.fullCatalog();
            ReaderOptions options = ReaderOptions.defaults().withPrefetchBytes(1 + random.nextInt(20_000));
            try (TestReader reader = new TestReader(
                    archive.root(), archive.archive().identity().archiveId(), options, 1 + random.nextInt(200))) {
                reader.add(splits.toArray(RestoreSplit[]::new)).readToEnd();
                Map<RestoreSplit, List<ArchivedRecord>> records = reader.allRecords(splits);
                for (RestoreSplit split : splits) {
                    assertThat(records.get(split)).isEqualTo(TestReader.expected(after, split));
                    assertThat(planned.get(split))
                            .allMatch(record -> isCovered(
                                    after, split.source(), new OffsetRange(record.offset(), record.offset() + 1)));
                }
                return false;
            } catch (SuppressRestartsException e) {
                assertThat(e).cause().isInstanceOfSatisfying(MissingRecordsException.class, missing -> {
                    assertThat(missing.objectName()).isEqualTo(gone);
                    assertThat(isCovered(after, missing.partition(), missing.offsets()))
                            .isFalse();
                });
                return true;
            }
        }

        private ManifestEntry manifestEntry(String segment) throws IOException {
            try (StoredObject object = archive.archive().store().open(segment)) {
                return new ManifestEntry(segment, object.length(), SegmentFooter.read(object));
            }
        }

        private static boolean isCovered(Catalog catalog, TopicPartitionId partition, OffsetRange offsets) {
            return catalog.partition(partition).map(PartitionCatalog::covered).orElse(List.of()).stream()
                    .anyMatch(range -> range.overlaps(offsets));
        }

        private Catalog catalog(@Nullable Instant asOf) throws IOException {
            CatalogOptions options = CatalogOptions.defaults();
            return Catalog.read(archive.archive(), asOf == null ? options : options.withAsOf(asOf));
        }

        private List<RestoreSplit> splits(int now) {
            List<RestoreSplit> splits = new ArrayList<>();
            for (TopicPartitionId partition : partitions) {
                long end = Math.max(1, ends.getOrDefault(partition, 0L) + random.nextInt(30));
                long position = random.nextBoolean() ? 0 : random.nextInt((int) end);
                long until = position + 1 + random.nextInt((int) (end - position));
                TimeWindow window = random.nextInt(3) > 0
                        ? TimeWindow.ALL
                        : new TimeWindow(T0 + random.nextInt(100), T0 + 100 + random.nextInt(100));
                Instant asOf = random.nextInt(4) < now ? null : Instant.ofEpochMilli(T0 + (readAt - T0) / 2);
                splits.add(TestReader.split(partition, position, until, window, asOf, "copy"));
            }
            Collections.shuffle(splits, random);
            return splits;
        }
    }
}
