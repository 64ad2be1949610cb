// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import static dev.varve.format.catalog.TestArchive.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.Archive;
import dev.varve.format.archive.Change;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.GapCause;
import dev.varve.format.block.RunHeader;
import dev.varve.format.catalog.VerifyOptions.Depth;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.segment.BlockEntry;
import dev.varve.format.segment.RunEntry;
import dev.varve.format.store.FaultyStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifierTest {
    private static final int SEGMENTS = 5;

    private final TestArchive archive;
    private final List<ManifestEntry> segments = new ArrayList<>();
    private final List<String> manifests = new ArrayList<>();

    VerifierTest() throws IOException {
        archive = new TestArchive(1).describe(ORDERS);
        for (int i = 0; i < SEGMENTS; i++) {
            ManifestEntry segment = archive.segment(archive.data(ORDERS, i * 100L, i * 100L + 100, 0, i));
            segments.add(segment);
            manifests.add(archive.manifest(segment));
            archive.pass(Duration.ofHours(7));
        }
    }

    private VerifyReport verify(Depth depth) throws IOException {
        return Verifier.verify(
                archive.archive(),
                new VerifyOptions(depth, 3, archive.now().plus(Duration.ofDays(1))),
                VerifyProgress.NONE);
    }

    private static Set<FindingKind> kinds(VerifyReport report) {
        return report.findings().stream()
                .map(Finding::kind)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(FindingKind.class)));
    }

    private static Finding only(VerifyReport report, FindingKind kind) {
        List<Finding> found = report.findings().stream()
                .filter(finding -> finding.kind() == kind)
                .toList();
        assertThat(found).as("%s of %s", kind, report.findings()).hasSize(1);
        return found.get(0);
    }

    private static void flip(byte[] bytes, long position) {
        bytes[Math.toIntExact(position)] ^= 0x10;
    }

    private void damage(ManifestEntry segment, long position) {
        byte[] bytes = archive.bytes(segment.segmentName()).clone();
        flip(bytes, position);
        archive.replace(segment.segmentName(), bytes);
    }

    @ParameterizedTest
    @EnumSource(Depth.class)
    void wholeArchiveHasNoFindings(Depth depth) throws IOException {
        AtomicLong bytes = new AtomicLong();

        VerifyReport report = Verifier.verify(
                archive.archive(), new VerifyOptions(depth, 3), (done, total, bytesDone, bytesTotal) -> {
                    bytes.accumulateAndGet(bytesDone, Math::max);
                    assertThat(total).isEqualTo(SEGMENTS);
                });

        assertThat(report.findings()).isEmpty();
        assertThat(report.isWhole()).isTrue();
        assertThat(report.counts().segments()).isEqualTo(SEGMENTS);
        assertThat(report.counts().records()).isEqualTo(depth == Depth.FULL ? 500 : 0);
        assertThat(report.counts().bytes()).isEqualTo(report.catalog().storedBytes());
        assertThat(bytes).hasValue(report.catalog().storedBytes());
    }

    @Test
    void recordedGapsAreNoFindings() throws IOException {
        archive.commit(
                Chunk.gap(ORDERS, new OffsetRange(500, 600), GapCause.RETENTION, 0, 10, 600),
                archive.data(ORDERS, 600, 610, 0, 11));

        VerifyReport report = verify(Depth.FULL);

        assertThat(report.findings()).isEmpty();
        assertThat(archive.partition(report.catalog()).gaps()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, SEGMENTS - 1})
    void missingSegmentIsFoundWithItsOffsets(int index) throws IOException {
        ManifestEntry lost = segments.get(index);
        archive.delete(lost.segmentName());
        for (Depth depth : Depth.values()) {
            VerifyReport report = verify(depth);

            Finding missing = only(report, FindingKind.MISSING_SEGMENT);
            assertThat(missing.partition()).isEqualTo(ORDERS);
            assertThat(missing.offsets()).isEqualTo(new OffsetRange(index * 100L, index * 100L + 100));
            assertThat(missing.objectName()).isEqualTo(lost.segmentName());
            assertThat(missing.message())
                    .isEqualTo("Missing segment " + lost.segmentName() + ": manifest " + manifests.get(index)
                            + " names it, but it is not there. Concerns " + ORDERS + ", offsets [" + index * 100 + ", "
                            + (index * 100 + 100) + "), 100 records");
            boolean last = index == SEGMENTS - 1;
            assertThat(kinds(report).contains(FindingKind.HOLE)).isEqualTo(!last);
            if (!last) {
                assertThat(only(report, FindingKind.HOLE).offsets())
                        .isEqualTo(new OffsetRange(index * 100L, index * 100L + 100));
            }
        }
    }

    @Test
    void lostTailCannotBeNoticedWithoutManifests() throws IOException {
        archive.deleteManifests();
        archive.delete(segments.get(SEGMENTS - 1).segmentName());

        assertThat(kinds(verify(Depth.FULL))).containsExactly(FindingKind.SEGMENT_WITHOUT_MANIFEST);
    }

    @Test
    void lostMiddleIsNoticedWithoutManifests() throws IOException {
        archive.deleteManifests();
        archive.delete(segments.get(2).segmentName());

        VerifyReport report = verify(Depth.FOOTERS);

        assertThat(only(report, FindingKind.HOLE).offsets()).isEqualTo(new OffsetRange(200, 300));
        assertThat(only(report, FindingKind.HOLE).message())
                .startsWith("Missing offsets [200, 300) of " + ORDERS
                        + ": nothing in the archive covers or explains them. HINT: ");
    }

    @Test
    void truncatedSegmentIsFoundWithItsOffsets() throws IOException {
        ManifestEntry segment = segments.get(2);
        byte[] bytes = archive.bytes(segment.segmentName());
        archive.replace(segment.segmentName(), Arrays.copyOf(bytes, bytes.length / 2));
        for (Depth depth : Depth.values()) {
            VerifyReport report = verify(depth);

            assertThat(report.findings()).hasSize(1);
            Finding damaged = only(report, FindingKind.DAMAGED_SEGMENT);
            assertThat(damaged.offsets()).isEqualTo(new OffsetRange(200, 300));
            assertThat(damaged.message())
                    .contains("length expected " + bytes.length + ", as manifest ")
                    .contains("found " + bytes.length / 2);
        }
    }

    @Test
    void truncatedSegmentWithoutManifestLeavesAHole() throws IOException {
        archive.deleteManifests();
        ManifestEntry segment = segments.get(2);
        byte[] bytes = archive.bytes(segment.segmentName());
        archive.replace(segment.segmentName(), Arrays.copyOf(bytes, bytes.length / 2));

        VerifyReport report = verify(Depth.FOOTERS);

        assertThat(only(report, FindingKind.DAMAGED_SEGMENT).objectName()).isEqualTo(segment.segmentName());
        assertThat(only(report, FindingKind.HOLE).offsets()).isEqualTo(new OffsetRange(200, 300));
    }

    @Test
    void flippedBitInABlockIsFoundAtFullDepth() throws IOException {
        ManifestEntry segment = segments.get(1);
        BlockEntry block = segment.footer().blocks().get(0);
        damage(segment, block.position() + block.headerLength() + 5);

        assertThat(verify(Depth.FOOTERS).findings()).isEmpty();
        VerifyReport report = verify(Depth.FULL);
        assertThat(report.findings()).hasSize(1);
        Finding damaged = only(report, FindingKind.DAMAGED_BLOCK);
        assertThat(damaged.partition()).isEqualTo(ORDERS);
        assertThat(damaged.offsets()).isEqualTo(runsOf(segment, 0));
        assertThat(damaged.message())
                .contains(segment.segmentName())
                .contains("at byte position " + (block.position() + block.headerLength()))
                .contains("checksum");
    }

    private static OffsetRange runsOf(ManifestEntry segment, int block) {
        List<RunHeader> runs = segment.footer().runs().stream()
                .filter(run -> run.blockIndex() == block)
                .map(RunEntry::header)
                .toList();
        return new OffsetRange(runs.get(0).start(), runs.get(runs.size() - 1).end());
    }

    @Test
    void everyFlippedBitOfASegmentIsFound() throws IOException {
        ManifestEntry segment = segments.get(3);
        byte[] whole = archive.bytes(segment.segmentName());
        for (int position = 0; position < whole.length; position++) {
            byte[] bytes = whole.clone();
            flip(bytes, position);
            archive.replace(segment.segmentName(), bytes);

            VerifyReport report = Verifier.verify(
                    archive.archive(), new VerifyOptions(Depth.FULL, 1, archive.now()), VerifyProgress.NONE);

            assertThat(report.findings()).as("position %d", position).isNotEmpty();
            assertThat(report.findings()).allSatisfy(finding -> {
                assertThat(finding.objectName()).isEqualTo(segment.segmentName());
                assertThat(finding.partition()).isEqualTo(ORDERS);
                assertThat(finding.message()).contains(segment.segmentName()).contains(" at byte position ");
            });
        }
    }

    @Test
    void damagedFooterLeavesTheBlocksToTheManifest() throws IOException {
        ManifestEntry segment = segments.get(1);
        damage(segment, segment.objectLength() - 100);

        VerifyReport report = verify(Depth.FULL);

        assertThat(kinds(report)).containsExactly(FindingKind.DAMAGED_SEGMENT);
        assertThat(report.counts().records()).isEqualTo(500);
    }

    @Test
    void missingManifestIsFound() throws IOException {
        archive.delete(manifests.get(1));
        for (Depth depth : Depth.values()) {
            VerifyReport report = verify(depth);

            Finding finding = only(report, FindingKind.SEGMENT_WITHOUT_MANIFEST);
            assertThat(report.findings()).hasSize(1);
            assertThat(finding.objectName()).isEqualTo(segments.get(1).segmentName());
            assertThat(finding.message())
                    .startsWith("Missing manifest: no manifest names 1 of the segments, the first of them ")
                    .contains("HINT: ");
        }
    }

    @Test
    void segmentThatIsJustBeingCommittedIsNoFinding() throws IOException {
        archive.segment(archive.data(ORDERS, 500, 510, 0, 9));

        VerifyReport report = Verifier.verify(
                archive.archive(),
                new VerifyOptions(Depth.FULL, 1, archive.now().plus(Duration.ofMinutes(5))),
                VerifyProgress.NONE);

        assertThat(report.findings()).isEmpty();
        assertThat(report.counts().pendingSegments()).isEqualTo(1);
    }

    @Test
    void allManifestsMissingIsOneFinding() throws IOException {
        archive.deleteManifests();

        VerifyReport report = verify(Depth.FULL);

        assertThat(only(report, FindingKind.SEGMENT_WITHOUT_MANIFEST).message()).contains("names 5 of the segments");
        assertThat(report.findings()).hasSize(1);
        assertThat(report.counts().records()).isEqualTo(500);
    }

    @Test
    void damagedManifestIsFound() throws IOException {
        byte[] bytes = archive.bytes(manifests.get(2)).clone();
        flip(bytes, 120);
        archive.replace(manifests.get(2), bytes);

        VerifyReport report = verify(Depth.FOOTERS);

        assertThat(only(report, FindingKind.DAMAGED_MANIFEST).message())
                .startsWith("Corrupt object " + manifests.get(2) + " at byte position ");
        assertThat(kinds(report))
                .containsExactlyInAnyOrder(FindingKind.DAMAGED_MANIFEST, FindingKind.SEGMENT_WITHOUT_MANIFEST);
    }

    @Test
    void segmentThatDiffersFromItsManifestIsFound() throws IOException {
        ManifestEntry segment = segments.get(1);
        ManifestEntry other = archive.segment(archive.data(ORDERS, 100, 200, 0, 1));
        archive.replace(segment.segmentName(), archive.bytes(other.segmentName()));
        archive.delete(other.segmentName());

        VerifyReport report = verify(Depth.FOOTERS);

        assertThat(only(report, FindingKind.MANIFEST_DIFFERS).message())
                .contains("its footer differs from the copy in manifest " + manifests.get(1));
    }

    @Test
    void swappedSegmentsAreFound() throws IOException {
        byte[] first = archive.bytes(segments.get(0).segmentName());
        archive.replace(
                segments.get(0).segmentName(), archive.bytes(segments.get(1).segmentName()));
        archive.replace(segments.get(1).segmentName(), first);

        assertThat(verify(Depth.FOOTERS).findings()).hasSize(2);
    }

    @Test
    void differentContentAtOneOffsetIsFound() throws IOException {
        List<ArchivedRecord> records = new ArrayList<>();
        for (long offset = 150; offset < 160; offset++) {
            records.add(TestArchive.record(offset, 0, offset == 155 ? "other" : "value " + offset));
        }
        ManifestEntry other = archive.commit(archive.data(ORDERS, 150, 160, 0, 50, records));

        VerifyReport report = verify(Depth.FULL);

        Finding finding = only(report, FindingKind.CONTENT_DIFFERS);
        assertThat(report.findings()).hasSize(1);
        assertThat(finding.offsets()).isEqualTo(new OffsetRange(155, 156));
        assertThat(finding.partition()).isEqualTo(ORDERS);
        assertThat(finding.message())
                .contains(other.segmentName())
                .contains(segments.get(1).segmentName())
                .contains("hold different records at 1 offsets of " + ORDERS + " in [155, 156)");
    }

    @Test
    void overlapWithFewerRecordsOrAnotherEpochIsNoDamage() throws IOException {
        archive.commit(archive.data(ORDERS, 150, 160, 0, 50, List.of(TestArchive.record(152, 0, "value 152"))));
        archive.commit(archive.data(ORDERS, 480, 500, 1, 51, List.of(TestArchive.record(490, 1, "other"))));

        VerifyReport report = verify(Depth.FULL);

        assertThat(report.findings()).isEmpty();
        assertThat(archive.partition(report.catalog()).overlaps()).hasSize(2);
    }

    @Test
    void differentContentBehindATruncationIsNoDamage() throws IOException {
        archive.commit(Chunk.truncated(ORDERS, 450, 500, 0, 60, 0));
        archive.commit(archive.data(ORDERS, 450, 460, 0, 61, List.of(TestArchive.record(452, 0, "other"))));

        assertThat(verify(Depth.FULL).findings()).isEmpty();
    }

    @Test
    void twoWritersAtTheSameTimeAreNotedAndNoFinding() throws IOException {
        TestArchive shared = new TestArchive(2).describe(ORDERS);
        Id first = shared.writerId();
        shared.commit(shared.data(ORDERS, 0, 10, 0, 1));
        shared.pass(Duration.ofMinutes(5)).newWriter();
        shared.commit(shared.data(ORDERS, 0, 10, 0, 2));
        Id second = shared.writerId();
        assertThat(verify(shared).notes()).isEmpty();

        shared.pass(Duration.ofMinutes(5)).actAs(first).commit(shared.data(ORDERS, 10, 20, 0, 3));

        VerifyReport report = verify(shared);
        assertThat(report.findings()).isEmpty();
        assertThat(report.notes()).hasSize(1);
        Finding note = report.notes().get(0);
        assertThat(note.kind()).isEqualTo(FindingKind.INTERLEAVED_WRITERS);
        assertThat(note.message())
                .startsWith("Two writers at the same time: writer ")
                .contains(first.hex())
                .contains(second.hex())
                .contains("both covered offsets of " + ORDERS)
                .contains("HINT: let only one backup job write to an archive");
    }

    @Test
    void subtasksOfOneRunAreNoTwoWriters() throws IOException {
        TopicPartitionId other = new TopicPartitionId("orders", ORDERS.topicId(), 4);
        TestArchive shared = new TestArchive(2).describe(ORDERS);
        Id first = shared.writerId();
        Id second = shared.newWriter().writerId();
        for (int i = 0; i < 5; i++) {
            shared.actAs(first).commit(shared.data(ORDERS, i * 10L, i * 10L + 10, 0, i));
            shared.actAs(second).commit(shared.data(other, i * 10L, i * 10L + 10, 0, i));
            shared.pass(Duration.ofMinutes(5));
        }

        VerifyReport report = verify(shared);
        assertThat(report.findings()).isEmpty();
        assertThat(report.notes()).isEmpty();
    }

    private static VerifyReport verify(TestArchive archive) throws IOException {
        return Verifier.verify(archive.archive(), new VerifyOptions(Depth.FULL, 1, archive.now()), VerifyProgress.NONE);
    }

    @Test
    void missingAndDamagedTopicDescriptionsAreFound() throws IOException {
        String name = archive.archive().topicDescriptionNames().get(0);
        byte[] bytes = archive.bytes(name).clone();
        flip(bytes, 30);
        archive.replace(name, bytes);

        VerifyReport report = verify(Depth.FOOTERS);

        assertThat(only(report, FindingKind.DAMAGED_TOPIC_DESCRIPTION).objectName())
                .isEqualTo(name);
        assertThat(only(report, FindingKind.MISSING_TOPIC_DESCRIPTION).message())
                .startsWith("Missing topic description of orders (");
    }

    @Test
    void foreignSegmentIsFound() throws IOException {
        archive.segment(new Id(1, 2), 0, List.of(archive.data(ORDERS, 500, 510, 0, 9)));

        assertThat(kinds(verify(Depth.FULL))).containsExactly(FindingKind.FOREIGN_OBJECT);
    }

    @Test
    void removedSegmentsMayBeMissing() throws IOException {
        Id removed = segments.get(0).footer().identity().segmentId();
        archive.archive()
                .writeChange(new Change.Expire(
                        TestArchive.START,
                        "old",
                        List.of(removed),
                        List.of(new Change.Range(ORDERS.topicId(), 3, new OffsetRange(0, 100)))));
        archive.delete(segments.get(0).segmentName());

        assertThat(verify(Depth.FULL).findings()).isEmpty();
        assertThat(verify(Depth.FOOTERS).findings()).isEmpty();
    }

    @Test
    void countsLeftovers() throws IOException {
        archive.archive().store().create("data/orders/.part-0.inprogress", new byte[] {1});
        archive.archive().store().create("mixed/2026-02-01/_tmp.vsg", new byte[] {1});

        VerifyReport report = verify(Depth.FULL);

        assertThat(report.findings()).isEmpty();
        assertThat(report.counts().leftovers()).isEqualTo(2);
    }

    @Test
    void unreadableSegmentIsFound() throws IOException {
        FaultyStore faulty = new FaultyStore(archive.root());
        Archive opened = Archive.openOrCreate(
                faulty, "shop", "cluster-1", Clock.fixed(TestArchive.START, ZoneOffset.UTC), archive.random());
        faulty.failOpensOf(segments.get(2).segmentName());

        VerifyReport report =
                Verifier.verify(opened, new VerifyOptions(Depth.FOOTERS, 1, archive.now()), VerifyProgress.NONE);

        Finding finding = only(report, FindingKind.UNREADABLE_OBJECT);
        assertThat(finding.partition()).isEqualTo(ORDERS);
        assertThat(finding.offsets()).isEqualTo(new OffsetRange(200, 300));
        assertThat(finding.message()).startsWith("Cannot read segment ").contains("injected failure");
    }
}
