// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import static dev.varve.format.catalog.TestArchive.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.UnsupportedFormatException;
import dev.varve.format.archive.Archive;
import dev.varve.format.archive.ArchiveIdentity;
import dev.varve.format.archive.ArchiveIdentityJson;
import dev.varve.format.archive.Change;
import dev.varve.format.archive.ChangeJson;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.GapCause;
import dev.varve.format.codec.Crc32c;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.store.FaultyStore;
import dev.varve.format.store.FaultyStore.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private final TestArchive archive;

    CatalogTest() throws IOException {
        archive = new TestArchive(1);
    }

    private static OffsetRange range(long start, long end) {
        return new OffsetRange(start, end);
    }

    private List<Long> offsetsRead() throws IOException {
        return TestArchive.read(archive.catalog(), ORDERS).stream()
                .map(ArchivedRecord::offset)
                .toList();
    }

    private static List<Long> offsets(long start, long end) {
        return LongStream.range(start, end).boxed().toList();
    }

    @Test
    void emptyArchiveHasNothing() throws IOException {
        Catalog catalog = archive.catalog();

        assertThat(catalog.topics()).isEmpty();
        assertThat(catalog.segmentCount()).isZero();
        assertThat(catalog.writers()).isEmpty();
        assertThat(catalog.partition(ORDERS)).isEmpty();
        assertThat(catalog.readPlan(ORDERS, range(0, 10))).isEmpty();
    }

    @Test
    void mergesTilingRuns() throws IOException {
        archive.describe(ORDERS);
        archive.commit(archive.data(ORDERS, 0, 10, 0, 1));
        archive.commit(archive.data(ORDERS, 10, 20, 1, 2));
        archive.commit(archive.data(ORDERS, 20, 25, 1, 3));

        Catalog catalog = archive.catalog();

        PartitionCatalog partition = archive.partition(catalog);
        assertThat(partition.covered()).containsExactly(range(0, 25));
        assertThat(partition.holes()).isEmpty();
        assertThat(partition.gaps()).isEmpty();
        assertThat(partition.overlaps()).isEmpty();
        assertThat(partition.runs()).isEqualTo(3);
        assertThat(partition.exact()).isTrue();
        assertThat(partition.totals().records()).isEqualTo(25);
        assertThat(partition.totals().minTimestamp()).isEqualTo(TestArchive.START.toEpochMilli());
        assertThat(partition.totals().maxTimestamp()).isEqualTo(TestArchive.START.toEpochMilli() + 24);
        assertThat(partition.totals().recordBytes()).isEqualTo(25 * 5 + 10 * 7 + 15 * 8);
        assertThat(partition.totals().largestRecord()).isEqualTo(13);
        assertThat(partition.totals().storedBytes()).isBetween(100L, catalog.storedBytes());
        assertThat(partition.resumePoint()).isEqualTo(new ResumePoint(25, 1, 3, false));
        assertThat(catalog.segmentCount()).isEqualTo(3);
        assertThat(catalog.segmentsWithoutManifest()).isZero();
        assertThat(catalog.topics()).hasSize(1);
        assertThat(catalog.topics().get(0).description()).isNotNull();
        assertThat(catalog.topics().get(0).totals()).isEqualTo(partition.totals());
        assertThat(offsetsRead()).isEqualTo(offsets(0, 25));
    }

    @Test
    void keepsIncarnationsApart() throws IOException {
        TopicPartitionId later = new TopicPartitionId("orders", new Id(1, 1), 3);
        archive.commit(archive.data(ORDERS, 0, 10, 0, 1), archive.data(later, 0, 5, 0, 2));
        archive.commit(Chunk.deleted(ORDERS, 10, 0, 3));

        Catalog catalog = archive.catalog();

        assertThat(catalog.topics()).hasSize(2);
        assertThat(archive.partition(catalog).deletedAt()).hasValue(10);
        assertThat(archive.partition(catalog).resumePoint()).isEqualTo(new ResumePoint(10, 0, 3, true));
        assertThat(catalog.partition(later).orElseThrow().deletedAt()).isEmpty();
        assertThat(TestArchive.read(catalog, later)).hasSize(5);
    }

    @Test
    void countsOverlappingRunsOnce() throws IOException {
        archive.commit(archive.data(ORDERS, 0, 10, 0, 1));
        archive.commit(archive.data(ORDERS, 10, 20, 0, 2));
        archive.commit(archive.data(ORDERS, 0, 20, 0, 3));
        archive.commit(archive.data(ORDERS, 20, 30, 0, 4));

        PartitionCatalog partition = archive.partition(archive.catalog());

        assertThat(partition.totals().records()).isEqualTo(30);
        assertThat(partition.exact()).isTrue();
        assertThat(partition.runs()).isEqualTo(3);
        assertThat(partition.overlaps()).containsExactly(range(0, 20));
        assertThat(offsetsRead()).isEqualTo(offsets(0, 30));
    }

    @Test
    void saysWhenARunIsReadInPart() throws IOException {
        archive.commit(archive.data(ORDERS, 0, 10, 0, 1));
        archive.commit(archive.data(ORDERS, 5, 20, 0, 2));

        PartitionCatalog partition = archive.partition(archive.catalog());

        assertThat(partition.exact()).isFalse();
        assertThat(partition.totals().records()).isEqualTo(25);
        assertThat(partition.covered()).containsExactly(range(0, 20));
        assertThat(offsetsRead()).isEqualTo(offsets(0, 20));
    }

    @Test
    void listsGapsAndHoles() throws IOException {
        archive.commit(
                Chunk.gap(ORDERS, range(0, 100), GapCause.BEFORE_FIRST_BACKUP, -1, 1, 100),
                archive.data(ORDERS, 100, 110, 2, 2));
        archive.commit(archive.data(ORDERS, 120, 130, 2, 3));
        archive.commit(Chunk.gap(ORDERS, range(130, 140), GapCause.RETENTION, 2, 4, 140));

        PartitionCatalog partition = archive.partition(archive.catalog());

        assertThat(partition.gaps())
                .containsExactly(
                        new GapRange(range(0, 100), GapCause.BEFORE_FIRST_BACKUP, 1, 100),
                        new GapRange(range(130, 140), GapCause.RETENTION, 4, 140));
        assertThat(partition.holes()).containsExactly(range(110, 120));
        assertThat(partition.resumePoint()).isEqualTo(new ResumePoint(140, 2, 4, false));
    }

    @Test
    void goesOnAtTheDivergenceAfterATruncation() throws IOException {
        archive.commit(archive.data(ORDERS, 0, 100, 1, 1));
        archive.commit(Chunk.truncated(ORDERS, 80, 100, 2, 2, 0));

        PartitionCatalog partition = archive.partition(archive.catalog());

        assertThat(partition.truncations()).containsExactly(new Truncation(80, 100, 2, 2));
        assertThat(partition.covered()).containsExactly(range(0, 80));
        assertThat(partition.holes()).isEmpty();
        assertThat(partition.resumePoint()).isEqualTo(new ResumePoint(80, 1, 2, false));

        archive.commit(archive.data(ORDERS, 80, 90, 2, 3));
        assertThat(archive.partition(archive.catalog()).resumePoint()).isEqualTo(new ResumePoint(90, 2, 3, false));
        assertThat(offsetsRead()).isEqualTo(offsets(0, 90));
    }

    @Test
    void readsAsOfATime() throws IOException {
        archive.commit(archive.data(ORDERS, 0, 10, 0, 1000));
        archive.commit(archive.data(ORDERS, 10, 20, 0, 2000));

        Catalog catalog =
                Catalog.read(archive.archive(), CatalogOptions.defaults().withAsOf(Instant.ofEpochMilli(1999)));

        assertThat(archive.partition(catalog).covered()).containsExactly(range(0, 10));
        assertThat(TestArchive.read(catalog, ORDERS)).hasSize(10);
    }

    @Test
    void plansPartsInOffsetOrder() throws IOException {
        ManifestEntry later = archive.commit(archive.data(ORDERS, 10, 30, 0, 2));
        ManifestEntry first = archive.commit(archive.data(ORDERS, 0, 20, 0, 1));
        Catalog catalog = archive.catalog();

        List<SelectedRun> plan = catalog.readPlan(ORDERS, range(5, 25));

        assertThat(plan).extracting(SelectedRun::part).containsExactly(range(5, 20), range(20, 25));
        assertThat(plan).extracting(SelectedRun::segmentName).containsExactly(first.segmentName(), later.segmentName());
        assertThat(catalog.readPlans(Map.of(ORDERS, range(0, 5)))).containsOnlyKeys(ORDERS);
    }

    @Test
    void findsSegmentsWithoutManifestAtTheEnd() throws IOException {
        archive.commit(archive.data(ORDERS, 0, 10, 0, 1));
        archive.pass(Duration.ofHours(20)).segment(archive.data(ORDERS, 10, 20, 0, 2));

        Catalog catalog = archive.catalog();

        assertThat(archive.partition(catalog).covered()).containsExactly(range(0, 20));
        assertThat(catalog.segmentsWithoutManifest()).isEqualTo(1);
        assertThat(offsetsRead()).isEqualTo(offsets(0, 20));
    }

    @Test
    void findsSegmentsWithoutManifestInHoles() throws IOException {
        archive.commit(archive.data(ORDERS, 0, 10, 0, 1));
        archive.segment(archive.data(ORDERS, 10, 20, 0, 2));
        archive.pass(Duration.ofDays(10)).commit(archive.data(ORDERS, 20, 30, 0, 3));

        PartitionCatalog partition = archive.partition(archive.catalog());

        assertThat(partition.covered()).containsExactly(range(0, 30));
        assertThat(partition.holes()).isEmpty();
    }

    @Test
    void allManifestsDeletedChangesNoRecord() throws IOException {
        for (long i = 0; i < 20; i++) {
            archive.pass(Duration.ofHours(5)).commit(archive.data(ORDERS, i * 10, i * 10 + 10, 0, i));
        }
        List<ArchivedRecord> before = TestArchive.read(archive.catalog(), ORDERS);
        archive.deleteManifests();

        Catalog catalog = archive.catalog();

        assertThat(TestArchive.read(catalog, ORDERS)).isEqualTo(before);
        assertThat(archive.partition(catalog).totals().records()).isEqualTo(200);
        assertThat(catalog.segmentsWithoutManifest()).isEqualTo(20);
        assertThat(catalog.findings()).isEmpty();
    }

    @Test
    void damagedManifestIsAFindingAndChangesNoRecord() throws IOException {
        archive.commit(archive.data(ORDERS, 0, 10, 0, 1));
        String manifest = archive.manifest(archive.segment(archive.data(ORDERS, 10, 20, 0, 2)));
        archive.pass(Duration.ofDays(10)).commit(archive.data(ORDERS, 20, 30, 0, 3));
        byte[] bytes = archive.bytes(manifest).clone();
        bytes[bytes.length / 2] ^= 4;
        archive.replace(manifest, bytes);

        Catalog catalog = archive.catalog();

        assertThat(catalog.findings()).hasSize(1);
        assertThat(catalog.findings().get(0).kind()).isEqualTo(FindingKind.DAMAGED_MANIFEST);
        assertThat(catalog.findings().get(0).objectName()).isEqualTo(manifest);
        assertThat(offsetsRead()).isEqualTo(offsets(0, 30));
    }

    @Test
    void missingSegmentIsAHoleOnlyInAFullListing() throws IOException {
        archive.commit(archive.data(ORDERS, 0, 10, 0, 1));
        ManifestEntry lost = archive.commit(archive.data(ORDERS, 10, 20, 0, 2));
        archive.commit(archive.data(ORDERS, 20, 30, 0, 3));
        archive.delete(lost.segmentName());

        assertThat(archive.partition(archive.catalog()).holes()).isEmpty();
        assertThat(archive.partition(archive.fullCatalog()).holes()).containsExactly(range(10, 20));
    }

    @Test
    void segmentCountsOnceHoweverManyManifestsNameIt() throws IOException {
        ManifestEntry first = archive.commit(archive.data(ORDERS, 0, 10, 0, 1));
        ManifestEntry second = archive.commit(archive.data(ORDERS, 10, 20, 0, 2));
        archive.manifest(first, second);
        archive.pass(Duration.ofDays(1)).manifest(first);

        Catalog catalog = archive.catalog();

        assertThat(catalog.segmentCount()).isEqualTo(2);
        assertThat(archive.partition(catalog).totals().records()).isEqualTo(20);
        assertThat(archive.partition(catalog).overlaps()).isEmpty();
    }

    @Test
    void segmentOfAnotherArchiveIsAFinding() throws IOException {
        archive.commit(archive.data(ORDERS, 0, 10, 0, 1));
        ManifestEntry foreign = archive.segment(new Id(1, 2), 0, List.of(archive.data(ORDERS, 10, 20, 0, 2)));

        Catalog catalog = archive.catalog();

        assertThat(archive.partition(catalog).covered()).containsExactly(range(0, 10));
        assertThat(catalog.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(FindingKind.FOREIGN_OBJECT);
            assertThat(finding.objectName()).isEqualTo(foreign.segmentName());
            assertThat(finding.message()).contains("archive id expected");
        });
    }

    @Test
    void segmentOfALostFirstStartBelongsToTheArchive() throws IOException {
        Id other = new Id(-1, -1);
        archive.archive()
                .store()
                .create(
                        "identity/" + other.hex() + ".json",
                        ArchiveIdentityJson.encode(
                                new ArchiveIdentity(other, 1, "cluster-1", TestArchive.START, "varve")));
        archive.segment(other, 0, List.of(archive.data(ORDERS, 0, 10, 0, 2)));
        Archive reopened = Archive.open(archive.root(), "shop");

        Catalog catalog = Catalog.read(reopened, CatalogOptions.defaults());

        assertThat(reopened.identity()).isEqualTo(archive.archive().identity());
        assertThat(catalog.findings()).isEmpty();
        assertThat(archive.partition(catalog).covered()).containsExactly(range(0, 10));
    }

    @Test
    void appliesReplace() throws IOException {
        ManifestEntry small = archive.commit(archive.data(ORDERS, 0, 10, 0, 1));
        ManifestEntry merged = archive.segment(1, List.of(archive.data(ORDERS, 0, 10, 0, 1)));
        archive.manifest(merged);
        change(new Change.Replace(
                TestArchive.START,
                "merge",
                List.of(small.footer().identity().segmentId()),
                List.of(merged.segmentName())));
        archive.delete(small.segmentName());

        Catalog catalog = archive.fullCatalog();

        assertThat(archive.partition(catalog).overlaps()).isEmpty();
        assertThat(archive.partition(catalog).holes()).isEmpty();
        assertThat(catalog.segmentCount()).isEqualTo(1);
        assertThat(offsetsRead()).isEqualTo(offsets(0, 10));
    }

    private void change(Change change) throws IOException {
        archive.archive().writeChange(change);
    }

    @Test
    void appliesExpire() throws IOException {
        ManifestEntry old = archive.commit(archive.data(ORDERS, 0, 10, 0, 1));
        archive.commit(archive.data(ORDERS, 10, 20, 0, 2));
        change(new Change.Expire(
                TestArchive.START,
                "older than a year",
                List.of(old.footer().identity().segmentId()),
                List.of(new Change.Range(ORDERS.topicId(), 3, range(0, 10)))));
        archive.delete(old.segmentName());

        PartitionCatalog partition = archive.partition(archive.catalog());

        assertThat(partition.expired()).containsExactly(range(0, 10));
        assertThat(partition.holes()).isEmpty();
        assertThat(partition.covered()).containsExactly(range(10, 20));
        assertThat(offsetsRead()).isEqualTo(offsets(10, 20));
    }

    @Test
    void goesOnAfterWhatExpiredAltogether() throws IOException {
        archive.describe(ORDERS);
        change(new Change.Expire(
                TestArchive.START, "old", List.of(), List.of(new Change.Range(ORDERS.topicId(), 3, range(0, 10)))));

        PartitionCatalog partition = archive.partition(archive.catalog());

        assertThat(partition.resumePoint().position()).isEqualTo(10);
        assertThat(partition.holes()).isEmpty();
    }

    @Test
    void appliesErase() throws IOException {
        archive.commit(archive.data(ORDERS, 0, 10, 0, 1));
        change(new Change.Erase(
                TestArchive.START, "asked to", List.of(new Change.Range(ORDERS.topicId(), 3, range(4, 6)))));

        PartitionCatalog partition = archive.partition(archive.catalog());

        assertThat(partition.covered()).containsExactly(range(0, 10));
        assertThat(partition.holes()).isEmpty();
        assertThat(partition.exact()).isFalse();
        assertThat(offsetsRead()).containsExactly(0L, 1L, 2L, 3L, 6L, 7L, 8L, 9L);
    }

    @Test
    void holdChangesNothing() throws IOException {
        archive.commit(archive.data(ORDERS, 0, 10, 0, 1));
        change(new Change.Hold(TestArchive.START, "law suit", "case-1", null));

        assertThat(offsetsRead()).isEqualTo(offsets(0, 10));
    }

    @Test
    void refusesUnknownChange() throws IOException {
        String known = new String(
                ChangeJson.encode(new Change.Hold(TestArchive.START, "r", "n", null)), StandardCharsets.UTF_8);
        String checked = known.substring(0, known.length() - 21).replace("\"hold\"", "\"shred\"");
        byte[] bytes = checked.getBytes(StandardCharsets.UTF_8);
        String crc = Crc32c.hex(Crc32c.of(bytes));
        archive.archive()
                .store()
                .create(
                        "changes/20260201T000000000Z-" + crc + ".json",
                        (checked + "\"crc32c\":\"" + crc + "\"}\n").getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(archive::catalog)
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining("unknown kind of change shred");
    }

    @Test
    void namesWriters() throws IOException {
        archive.commit(archive.data(ORDERS, 0, 10, 0, 1));
        Id first = archive.writerId();
        archive.pass(Duration.ofMinutes(5)).newWriter();
        archive.commit(archive.data(ORDERS, 10, 20, 0, 2));
        archive.pass(Duration.ofMinutes(5));
        archive.commit(archive.data(ORDERS, 20, 30, 0, 3));

        List<WriterSpan> writers = archive.catalog().writers();

        assertThat(writers).extracting(WriterSpan::writerId).containsExactly(first, archive.writerId());
        assertThat(writers).extracting(WriterSpan::segments).containsExactly(1L, 2L);
    }

    @Test
    void readsDescribedTopicWithoutRecords() throws IOException {
        archive.describe(ORDERS);

        assertThat(archive.catalog().topics()).singleElement().satisfies(topic -> {
            assertThat(topic.topic()).isEqualTo("orders");
            assertThat(topic.partitions()).isEmpty();
        });
    }

    @Test
    void passesStoreFailuresOn() throws IOException {
        archive.commit(archive.data(ORDERS, 0, 10, 0, 1));
        FaultyStore faulty = new FaultyStore(archive.root());
        Archive opened = Archive.openOrCreate(
                faulty, "shop", "cluster-1", Clock.fixed(TestArchive.START, ZoneOffset.UTC), archive.random());
        for (var operation : EnumSet.of(Operation.OPEN, Operation.READ, Operation.LIST, Operation.FOLDERS)) {
            faulty.failAt(operation, 1);

            assertThatThrownBy(() -> Catalog.read(opened, CatalogOptions.defaults()))
                    .as("%s", operation)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("injected failure of " + operation);
        }
        assertThat(Catalog.read(opened, CatalogOptions.defaults()).segmentCount())
                .isEqualTo(1);
    }
}
