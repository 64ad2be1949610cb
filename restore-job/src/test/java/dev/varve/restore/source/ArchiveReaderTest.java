// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.ArchiveMismatchException;
import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.Archive;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.GapCause;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.CatalogOptions;
import dev.varve.format.catalog.TestArchive;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.restore.plan.TimeWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;

class ArchiveReaderTest {
    private static final TopicPartitionId ORDERS = TestArchive.ORDERS;
    private static final TopicPartitionId QUIET = new TopicPartitionId("quiet", new Id(3, 4), 0);
    private static final long T0 = TestArchive.START.toEpochMilli();

    private final TestArchive archive = new TestArchive(1);
    private final WatchedStore store = new WatchedStore(archive.root());

    ArchiveReaderTest() throws Exception {}

    @Test
    void givesEachOffsetOnce() throws Exception {
        archive.commit(archive.data(ORDERS, 0, 500, 1, 10), archive.data(QUIET, 0, 3, 1, 10));
        archive.commit(archive.data(ORDERS, 500, 900, 1, 20));
        archive.commit(archive.data(ORDERS, 900, 901, 2, 30), archive.data(QUIET, 3, 5, 1, 30));

        assertReads(TestReader.split(ORDERS, 0, 901), TestReader.split(QUIET, 0, 5));
        assertReads(TestReader.split(ORDERS, 17, 880), TestReader.split(QUIET, 4, 5));
    }

    @Test
    void readsOverlappingRunsAsTheCatalogSays() throws Exception {
        archive.commit(archive.data(ORDERS, 0, 100, 1, 10), archive.data(ORDERS, 100, 200, 1, 11));
        archive.newWriter().commit(archive.data(ORDERS, 50, 150, 1, 20), archive.data(QUIET, 0, 10, 1, 20));
        archive.newWriter().commit(archive.data(ORDERS, 120, 300, 2, 30));
        archive.commit(Chunk.truncated(ORDERS, 250, 300, 3, 40, 0), archive.data(ORDERS, 250, 280, 3, 41));

        assertReads(TestReader.split(ORDERS, 0, 280), TestReader.split(QUIET, 0, 10));
    }

    @Test
    void coversWhatTheArchiveLacks() throws Exception {
        archive.commit(Chunk.gap(ORDERS, new OffsetRange(0, 40), GapCause.BEFORE_FIRST_BACKUP, 1, 10, 40));
        archive.commit(archive.data(ORDERS, 40, 60, 1, 11, List.of(TestArchive.record(44, 1, "a"))));
        archive.commit(archive.data(ORDERS, 60, 80, 1, 12, List.of()));
        archive.commit(archive.data(ORDERS, 90, 95, 1, 13));
        archive.commit(archive.data(ORDERS, 95, 99, 1, 14, List.of()));
        RestoreSplit split = TestReader.split(ORDERS, 0, 120);

        try (TestReader reader = reader(ReaderOptions.defaults()).add(split).readToEnd()) {
            assertThat(reader.allRecords(List.of(split)).get(split))
                    .extracting(ArchivedRecord::offset)
                    .containsExactly(44L, 90L, 91L, 92L, 93L, 94L);
            assertThat(reader.elements())
                    .extracting(RestoredRun::covers)
                    .containsExactly(new OffsetRange(0, 60), new OffsetRange(60, 95), new OffsetRange(95, 120));
            assertThat(reader.elements().get(0).wholeRun()).isNotNull();
        }
    }

    @Test
    void neverTakesRecordsOfARunThatAnotherIsReadFor() throws Exception {
        archive.commit(archive.data(ORDERS, 0, 100, 1, 10));
        archive.newWriter().commit(archive.data(ORDERS, 20, 40, 2, 20, List.of()));

        assertReads(TestReader.split(ORDERS, 0, 100));
    }

    @Test
    void givesAPartitionThatTheArchiveDoesNotHave() throws Exception {
        archive.commit(archive.data(ORDERS, 0, 100, 1, 10));
        RestoreSplit split = TestReader.split(QUIET, 5, 10);

        try (TestReader reader = reader(ReaderOptions.defaults()).add(split).readToEnd()) {
            assertThat(reader.elements()).containsExactly(RestoredRun.empty(split, new OffsetRange(5, 10)));
        }
    }

    @Test
    void passesOverRunsOutsideTheTimeWindow() throws Exception {
        for (long i = 0; i < 10; i++) {
            archive.commit(archive.data(ORDERS, i * 10, i * 10 + 10, 1, i));
        }
        RestoreSplit split = TestReader.split(ORDERS, 0, 100, new TimeWindow(T0 + 35, T0 + 57), null, "copy");

        try (TestReader reader = reader(ReaderOptions.defaults()).add(split).readToEnd()) {
            assertThat(reader.allRecords(List.of(split)).get(split))
                    .isEqualTo(TestReader.expected(archive.catalog(), split))
                    .hasSize(22);
            assertThat(store.opens()).isEqualTo(3 + opensOfPlan());
        }
    }

    @Test
    void readsTheArchiveAsOfATime() throws Exception {
        archive.commit(archive.data(ORDERS, 0, 50, 1, T0));
        archive.newWriter().commit(archive.data(ORDERS, 20, 80, 2, T0 + 1000));
        RestoreSplit now = TestReader.split(ORDERS, 0, 80);
        RestoreSplit before =
                TestReader.split(ORDERS, 0, 50, TimeWindow.ALL, TestArchive.START.plusMillis(10), "copy2");
        Catalog then =
                Catalog.read(archive.archive(), CatalogOptions.defaults().withAsOf(TestArchive.START.plusMillis(10)));

        try (TestReader reader =
                reader(ReaderOptions.defaults()).add(now, before).readToEnd()) {
            Map<RestoreSplit, List<ArchivedRecord>> records = reader.allRecords(List.of(now, before));
            assertThat(records.get(now)).isEqualTo(TestReader.expected(archive.catalog(), now));
            assertThat(records.get(before)).isEqualTo(TestReader.expected(then, before));
            assertThat(records.get(before))
                    .hasSize(50)
                    .extracting(ArchivedRecord::leaderEpoch)
                    .containsOnly(1);
        }
    }

    @Test
    void readsOnePartitionForTwoTargets() throws Exception {
        archive.commit(archive.data(ORDERS, 0, 50, 1, 10));
        archive.commit(archive.data(ORDERS, 50, 90, 1, 20));

        assertReads(
                TestReader.split(ORDERS, 0, 60, TimeWindow.ALL, null, "one"),
                TestReader.split(ORDERS, 20, 90, TimeWindow.ALL, null, "two"));
    }

    @Test
    void takesMoreSplitsLater() throws Exception {
        archive.commit(archive.data(ORDERS, 0, 50, 1, 10), archive.data(QUIET, 0, 9, 1, 10));
        RestoreSplit first = TestReader.split(ORDERS, 0, 50);
        RestoreSplit second = TestReader.split(QUIET, 0, 9);

        try (TestReader reader = reader(ReaderOptions.defaults()).add(first).read(1)) {
            assertThat(reader.reader().isAvailable()).isNotDone();
            reader.add(second).readToEnd();
            assertThat(reader.allRecords(List.of(first, second)).get(second)).hasSize(9);
        }
    }

    @Test
    void reportsSplitsOnceAtTheCheckpointAfterTheirLastElement() throws Exception {
        archive.commit(archive.data(ORDERS, 0, 50, 1, 10));
        archive.commit(archive.data(ORDERS, 50, 60, 1, 20));
        RestoreSplit split = TestReader.split(ORDERS, 0, 60);

        try (TestReader reader = reader(ReaderOptions.defaults()).add(split).read(1)) {
            assertThat(reader.reader().snapshotState(1)).isEmpty();
            assertThat(reader.events()).isEmpty();
            reader.read(1);
            assertThat(reader.reader().snapshotState(2)).isEmpty();
            assertThat(reader.reader().snapshotState(3)).isEmpty();

            assertThat(reader.events()).containsExactly(new SplitsWritten(List.of(split.splitId())));
        }
    }

    @Test
    void endsOnlyWhenTold() throws Exception {
        archive.commit(archive.data(ORDERS, 0, 50, 1, 10));

        try (TestReader reader = reader(ReaderOptions.defaults())
                .add(TestReader.split(ORDERS, 0, 50))
                .read(1)) {
            CompletableFuture<Void> available = reader.reader().isAvailable();
            assertThat(available).isNotDone();
            reader.reader().notifyNoMoreSplits();
            assertThat(available).isDone();
            assertThat(reader.poll()).isEqualTo(InputStatus.END_OF_INPUT);
        }
        try (TestReader idle = reader(ReaderOptions.defaults())) {
            assertThat(idle.reader().isAvailable()).isNotDone();
            idle.reader().notifyNoMoreSplits();
            assertThat(idle.poll()).isEqualTo(InputStatus.END_OF_INPUT);
        }
    }

    @Test
    void refusesAnArchiveThatWasReplaced() throws Exception {
        try (TestReader reader = new TestReader(store, new Id(1, 1), ReaderOptions.defaults())) {
            reader.add(TestReader.split(ORDERS, 0, 50));

            assertThatThrownBy(reader::readToEnd)
                    .isInstanceOf(SuppressRestartsException.class)
                    .cause()
                    .isInstanceOf(ArchiveMismatchException.class)
                    .hasMessageContaining("archive id expected");
        }
        assertThat(store.openNow()).isZero();
    }

    @Test
    void limitsItsRate() throws Exception {
        for (long i = 0; i < 10; i++) {
            archive.commit(archive.data(ORDERS, i * 10, i * 10 + 10, 1, i));
        }
        long recordBytes = archive.partition(archive.catalog()).totals().recordBytes();
        long begin = System.nanoTime();

        RestoreSplit split = TestReader.split(ORDERS, 0, 100);
        try (TestReader reader = reader(ReaderOptions.defaults().withBytesPerSecond(recordBytes * 4))) {
            reader.add(split).readToEnd();
            assertThat(reader.allRecords(List.of(split)).get(split)).hasSize(100);
        }
        assertThat(System.nanoTime() - begin).isGreaterThan(100_000_000);
    }

    @Test
    void wakesUpAfterEachOfManyShortWaits() throws Exception {
        List<Chunk> runs = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            runs.add(archive.data(ORDERS, i, i + 1, 1 + i % 2, 10));
        }
        archive.commit(runs.toArray(Chunk[]::new));
        long recordBytes = archive.partition(archive.catalog()).totals().recordBytes();

        RestoreSplit split = TestReader.split(ORDERS, 0, 1000);
        try (TestReader reader = reader(ReaderOptions.defaults().withBytesPerSecond(recordBytes * 2))) {
            reader.add(split).readToEnd();
            assertThat(reader.elements()).hasSizeGreaterThan(500);
        }
    }

    private void assertReads(RestoreSplit... splits) throws Exception {
        List<RestoreSplit> wanted = List.of(splits);
        try (TestReader reader = reader(ReaderOptions.defaults()).add(splits).readToEnd()) {
            Map<RestoreSplit, List<ArchivedRecord>> records = reader.allRecords(wanted);
            for (RestoreSplit split : wanted) {
                assertThat(records.get(split)).isEqualTo(TestReader.expected(archive.catalog(), split));
            }
        }
        assertThat(store.openNow()).isZero();
    }

    private int opensOfPlan() throws Exception {
        WatchedStore other = new WatchedStore(archive.root());
        Catalog.read(Archive.open(other, "shop"), CatalogOptions.defaults())
                .readPlans(Map.of(ORDERS, new OffsetRange(0, 100)));
        return other.opens();
    }

    private TestReader reader(ReaderOptions options) {
        return new TestReader(store, archive.archive().identity().archiveId(), options);
    }
}
