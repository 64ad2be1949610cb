// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.ArchiveNotFoundException;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.TestArchive;
import dev.varve.format.layout.ObjectNames;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.segment.BlockEntry;
import dev.varve.format.store.MemoryStore;
import dev.varve.restore.source.ReaderOptions.OnDamage;
import dev.varve.restore.source.RestoredRun.Skipped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;

/** Segments that vanish or are damaged. */
class LostSegmentTest {
    private static final TopicPartitionId ORDERS = TestArchive.ORDERS;
    private static final TopicPartitionId QUIET = new TopicPartitionId("quiet", new Id(3, 4), 0);

    private final TestArchive archive = new TestArchive(1);
    private final WatchedStore store = new WatchedStore(archive.root());

    LostSegmentTest() throws Exception {}

    @Test
    void readsWhatElseCoversAVanishedSegment() throws Exception {
        archive.commit(archive.data(ORDERS, 0, 100, 1, 10));
        ManifestEntry gone = archive.commit(archive.data(ORDERS, 100, 200, 1, 20), archive.data(QUIET, 0, 5, 1, 20));
        archive.newWriter().commit(archive.data(ORDERS, 50, 250, 1, 30), archive.data(QUIET, 0, 9, 1, 30));
        archive.commit(archive.data(ORDERS, 250, 300, 1, 40));
        archive.delete(gone.segmentName());
        RestoreSplit orders = TestReader.split(ORDERS, 0, 300);
        RestoreSplit quiet = TestReader.split(QUIET, 0, 9);

        try (TestReader reader =
                reader(ReaderOptions.defaults()).add(orders, quiet).readToEnd()) {
            Map<RestoreSplit, List<ArchivedRecord>> records = reader.allRecords(List.of(orders, quiet));
            Catalog left = archive.fullCatalog();
            assertThat(records.get(orders)).hasSize(300).isEqualTo(TestReader.expected(left, orders));
            assertThat(records.get(quiet)).isEqualTo(TestReader.expected(left, quiet));
        }
        assertThat(store.openNow()).isZero();
    }

    @Test
    void goesOnInTheMiddleOfARunWhenItsSegmentVanishes() throws Exception {
        ManifestEntry gone = archive.commit(
                archive.data(ORDERS, 0, 500, 1, 10),
                archive.data(ORDERS, 500, 1000, 1, 11),
                archive.data(ORDERS, 1000, 1500, 1, 12));
        archive.newWriter().commit(archive.data(ORDERS, 0, 2000, 1, 30));
        RestoreSplit split = TestReader.split(ORDERS, 0, 2000);
        ReaderOptions options = ReaderOptions.defaults().withPrefetchBytes(1).withPrefetchThreads(1);
        AtomicBoolean vanish = new AtomicBoolean();
        store.beforeRead((name, position, length) -> {
            if (vanish.get() && name.equals(gone.segmentName())) {
                archive.root().objects().remove("shop/" + name);
                archive.archive().store().open(name).close();
            }
        });

        try (TestReader reader = reader(options).add(split).read(1)) {
            vanish.set(true);
            reader.readToEnd();
            assertThat(reader.allRecords(List.of(split)).get(split))
                    .extracting(ArchivedRecord::offset)
                    .hasSize(2000)
                    .doesNotHaveDuplicates();
            assertThat(reader.elements().size()).isGreaterThan(1);
        }
        assertThat(store.openNow()).isZero();
    }

    @Test
    void offsetsThatNothingExplainsAreNoOffsetsWithoutRecords() throws Exception {
        archive.commit(archive.data(ORDERS, 0, 100, 1, 10));
        archive.newWriter().commit(archive.data(ORDERS, 150, 200, 1, 20));
        RestoreSplit hole = TestReader.strict(ORDERS, 200);
        RestoreSplit tail = TestReader.strict(ORDERS, 300);

        try (TestReader reader = reader(ReaderOptions.defaults()).add(hole)) {
            assertThatThrownBy(reader::readToEnd)
                    .rootCause()
                    .isInstanceOf(MissingRecordsException.class)
                    .hasMessageContaining("offsets [100, 150)");
        }
        try (TestReader reader = reader(ReaderOptions.defaults()).add(tail, TestReader.split(QUIET, 0, 5))) {
            assertThatThrownBy(reader::readToEnd)
                    .rootCause()
                    .isInstanceOf(MissingRecordsException.class)
                    .hasMessageContaining("offsets [100, 150)");
        }
    }

    @Test
    void failsWhenNothingElseCoversAVanishedSegment() throws Exception {
        archive.commit(archive.data(ORDERS, 0, 100, 1, 10));
        ManifestEntry gone = archive.commit(archive.data(ORDERS, 100, 200, 1, 20), archive.data(QUIET, 0, 5, 1, 20));
        archive.newWriter().commit(archive.data(ORDERS, 50, 150, 1, 30), archive.data(QUIET, 0, 9, 1, 30));
        archive.commit(archive.data(ORDERS, 200, 250, 1, 40));
        archive.delete(gone.segmentName());

        try (TestReader reader =
                reader(ReaderOptions.defaults()).add(TestReader.split(ORDERS, 0, 250), TestReader.split(QUIET, 0, 9))) {
            assertThatThrownBy(reader::readToEnd)
                    .isInstanceOf(SuppressRestartsException.class)
                    .cause()
                    .isInstanceOfSatisfying(MissingRecordsException.class, e -> {
                        assertThat(e.partition()).isEqualTo(ORDERS);
                        assertThat(e.offsets()).isEqualTo(new OffsetRange(150, 200));
                        assertThat(e.objectName()).isEqualTo(gone.segmentName());
                    })
                    .hasMessageStartingWith(
                            "Missing records of orders-3 (" + ORDERS.topicId().base64()
                                    + "), offsets [150, 200): object " + gone.segmentName() + " is gone")
                    .hasMessageContaining("HINT: ");
            assertThat(reader.records().values())
                    .allSatisfy(records -> assertThat(records).hasSize(100));
        }
        assertThat(store.openNow()).isZero();
    }

    @Test
    void doesNotTrustAListingThatStillNamesAVanishedSegment() throws Exception {
        ManifestEntry gone = archive.commit(archive.data(ORDERS, 0, 100, 1, 10));
        store.beforeRead((name, position, length) -> {
            throw new AssertionError("not opened");
        });
        store.vanish(gone.segmentName());

        try (TestReader reader = reader(ReaderOptions.defaults()).add(TestReader.split(ORDERS, 0, 100))) {
            assertThatThrownBy(reader::readToEnd)
                    .isInstanceOf(SuppressRestartsException.class)
                    .cause()
                    .isInstanceOf(MissingRecordsException.class)
                    .hasMessageContaining("offsets [0, 100): object " + gone.segmentName());
        }
    }

    @Test
    void failsWhenWhatThePlanNeedsIsGone() throws Exception {
        archive.commit(archive.data(ORDERS, 0, 100, 1, 10));
        store.vanish(ObjectNames.identity(archive.archive().identity().archiveId()));

        try (TestReader reader = reader(ReaderOptions.defaults()).add(TestReader.split(ORDERS, 0, 100))) {
            assertThatThrownBy(reader::readToEnd)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("Missing object identity/");
        }
        assertThat(store.openNow()).isZero();
    }

    @Test
    void failsWithoutRestartWhenThereIsNoArchive() throws Exception {
        WatchedStore empty = new WatchedStore(new MemoryStore());

        try (TestReader reader =
                new TestReader(empty, archive.archive().identity().archiveId(), ReaderOptions.defaults())) {
            reader.add(TestReader.split(ORDERS, 0, 100));
            assertThatThrownBy(reader::readToEnd)
                    .isInstanceOf(SuppressRestartsException.class)
                    .cause()
                    .isInstanceOf(ArchiveNotFoundException.class)
                    .hasMessageContaining("shop");
        }
    }

    @Test
    void failsAtADamagedBlock() throws Exception {
        ManifestEntry damaged = threeBlocks();
        BlockEntry block = damaged.footer().blocks().get(1);
        damage(damaged, block.end() - 1);

        try (TestReader reader = reader(ReaderOptions.defaults()).add(TestReader.split(ORDERS, 0, 1500))) {
            assertThatThrownBy(reader::readToEnd)
                    .isInstanceOf(SuppressRestartsException.class)
                    .cause()
                    .isInstanceOfSatisfying(DamagedRecordsException.class, e -> {
                        assertThat(e.partition()).isEqualTo(ORDERS);
                        assertThat(e.offsets()).isEqualTo(new OffsetRange(500, 1000));
                        assertThat(e.objectName()).isEqualTo(damaged.segmentName());
                        assertThat(e.bytePosition()).isEqualTo(block.position() + block.headerLength());
                    })
                    .hasMessageStartingWith(
                            "Cannot restore orders-3 (" + ORDERS.topicId().base64()
                                    + "), offsets [500, 1000): Corrupt object " + damaged.segmentName())
                    .hasMessageContaining("HINT: ")
                    .cause()
                    .isInstanceOf(CorruptArchiveException.class)
                    .hasMessageContaining("checksum of payload of block 1 expected ");
        }
        assertThat(store.openNow()).isZero();
    }

    @Test
    void leavesOutADamagedBlockIfAllowed() throws Exception {
        ManifestEntry damaged = threeBlocks();
        BlockEntry block = damaged.footer().blocks().get(1);
        damage(damaged, block.end() - 1);
        RestoreSplit orders = TestReader.split(ORDERS, 0, 1500);
        RestoreSplit quiet = TestReader.split(QUIET, 0, 5);

        try (TestReader reader = reader(ReaderOptions.defaults().withOnDamage(OnDamage.SKIP_BLOCK))
                .add(orders, quiet)
                .readToEnd()) {
            Map<RestoreSplit, List<ArchivedRecord>> records = reader.allRecords(List.of(orders, quiet));
            assertThat(records.get(orders)).hasSize(1000);
            assertThat(records.get(quiet)).hasSize(5);
            assertThat(skipped(reader)).singleElement().satisfies(run -> {
                assertThat(run.covers()).isEqualTo(new OffsetRange(500, 1000));
                assertThat(run.split()).isEqualTo(orders);
                Skipped skipped = run.skipped();
                assertThat(skipped).isNotNull().extracting(Skipped::objectName).isEqualTo(damaged.segmentName());
                assertThat(skipped)
                        .extracting(Skipped::reason)
                        .asString()
                        .startsWith("byte position " + (block.position() + block.headerLength())
                                + ": checksum of payload of block 1 expected ");
            });
        }
        assertThat(store.openNow()).isZero();
    }

    @Test
    void leavesOutASegmentWhoseFooterIsDamagedIfAllowed() throws Exception {
        ManifestEntry damaged = threeBlocks();
        archive.commit(archive.data(ORDERS, 1600, 1700, 1, 20));
        damage(damaged, damaged.footer().position() + 20);
        RestoreSplit orders = TestReader.split(ORDERS, 0, 1700);
        RestoreSplit quiet = TestReader.split(QUIET, 0, 6);

        try (TestReader reader = reader(ReaderOptions.defaults().withOnDamage(OnDamage.SKIP_BLOCK))
                .add(orders, quiet)
                .readToEnd()) {
            assertThat(reader.allRecords(List.of(orders, quiet)).get(orders)).hasSize(100);
            assertThat(skipped(reader))
                    .extracting(RestoredRun::covers)
                    .containsExactlyInAnyOrder(
                            new OffsetRange(0, 500),
                            new OffsetRange(500, 1000),
                            new OffsetRange(1000, 1500),
                            new OffsetRange(0, 5));
        }
        assertThat(store.openNow()).isZero();
    }

    @Test
    void skipsOnlyOffsetsOfTheDamagedRunItself() throws Exception {
        archive.commit(archive.data(ORDERS, 0, 10, 1, 10));
        ManifestEntry damaged = archive.commit(archive.data(ORDERS, 20, 30, 1, 20));
        damage(damaged, damaged.footer().blocks().get(0).end() - 1);
        RestoreSplit split = TestReader.split(ORDERS, 0, 25);

        try (TestReader reader = reader(ReaderOptions.defaults().withOnDamage(OnDamage.SKIP_BLOCK))
                .add(split)
                .readToEnd()) {
            reader.allRecords(List.of(split));
            assertThat(skipped(reader)).extracting(RestoredRun::covers).containsExactly(new OffsetRange(20, 25));
        }
    }

    @Test
    void refusesASegmentThatIsNotTheOneTheManifestNames() throws Exception {
        ManifestEntry one = archive.commit(archive.data(ORDERS, 0, 10, 1, 10));
        ManifestEntry other = archive.segment(archive.data(QUIET, 0, 10, 1, 10));
        archive.replace(one.segmentName(), archive.bytes(other.segmentName()));

        try (TestReader reader = reader(ReaderOptions.defaults()).add(TestReader.split(ORDERS, 0, 10))) {
            assertThatThrownBy(reader::readToEnd)
                    .isInstanceOf(SuppressRestartsException.class)
                    .cause()
                    .isInstanceOf(DamagedRecordsException.class)
                    .hasMessageContaining("block 0 expected to hold offsets [0, 10) of orders-3");
        }
    }

    private static List<RestoredRun> skipped(TestReader reader) {
        List<RestoredRun> skipped = new ArrayList<>();
        reader.elements().stream().filter(run -> run.skipped() != null).forEach(skipped::add);
        return skipped;
    }

    /** Orders 0 to 1500 in blocks 0 to 2; quiet 0 to 5 in block 3. */
    private ManifestEntry threeBlocks() throws IOException {
        ManifestEntry segment = archive.commit(
                archive.data(ORDERS, 0, 500, 1, 10),
                archive.data(ORDERS, 500, 1000, 1, 11),
                archive.data(ORDERS, 1000, 1500, 1, 12),
                archive.data(QUIET, 0, 5, 1, 10));
        assertThat(segment.footer().blocks()).hasSize(4);
        return segment;
    }

    private void damage(ManifestEntry segment, long position) {
        byte[] bytes = archive.bytes(segment.segmentName()).clone();
        bytes[(int) position] ^= 1;
        archive.replace(segment.segmentName(), bytes);
    }

    private TestReader reader(ReaderOptions options) {
        return new TestReader(store, archive.archive().identity().archiveId(), options);
    }
}
