// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import static dev.varve.format.catalog.SimulatedHistory.PARTITION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.OffsetRange;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.RunHeader;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.record.ArchivedRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The catalog of real archives says what the model of their history says, whatever manifests exist. */
class CatalogHistoryTest {
    private static final int HISTORIES = 100;

    private final long seed = Long.getLong("varve.seed", 20260201);

    @Test
    void readsWhatTheModelExpects() throws IOException {
        for (int i = 0; i < HISTORIES; i++) {
            long own = seed + i;
            Random random = new Random(own);
            List<SimulatedHistory.Commit> commits =
                    new SimulatedHistory(random).play(20 + random.nextInt(120)).commits();
            try {
                check(new TestArchive(own), commits, random);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("repeat with -Dvarve.seed=" + own, e);
            }
        }
    }

    private static void check(TestArchive archive, List<SimulatedHistory.Commit> commits, Random random)
            throws IOException {
        ArchiveModel model = new ArchiveModel();
        boolean someWithout = false;
        for (SimulatedHistory.Commit commit : commits) {
            model.apply(commit);
            ManifestEntry segment = archive.segment(commit.generation(), chunks(archive, commit));
            if (random.nextInt(5) > 0) {
                archive.manifest(segment);
                if (random.nextInt(5) == 0) {
                    archive.pass(Duration.ofDays(1)).manifest(segment);
                }
            } else {
                someWithout = true;
            }
            archive.pass(Duration.ofHours(random.nextInt(3) * 11L));
        }
        Catalog catalog = someWithout ? archive.fullCatalog() : archive.catalog();
        compare(catalog, model);
        archive.deleteManifests();
        compare(archive.catalog(), model);
    }

    private static List<Chunk> chunks(TestArchive archive, SimulatedHistory.Commit commit) {
        List<Chunk> chunks = new ArrayList<>();
        for (SimulatedHistory.Entry entry : commit.entries()) {
            RunHeader header = entry.header();
            List<ArchivedRecord> records = new ArrayList<>();
            entry.records()
                    .forEach((offset, record) ->
                            records.add(TestArchive.record(offset, header.leaderEpoch(), "record " + record)));
            chunks.add(
                    switch (header.kind()) {
                        case DATA ->
                            archive.data(
                                    PARTITION,
                                    header.start(),
                                    header.end(),
                                    header.leaderEpoch(),
                                    header.readAt(),
                                    records);
                        case GAP ->
                            Chunk.gap(
                                    PARTITION,
                                    new OffsetRange(header.start(), header.end()),
                                    Objects.requireNonNull(header.cause()),
                                    header.leaderEpoch(),
                                    header.readAt(),
                                    header.logStart());
                        case TRUNCATED ->
                            Chunk.truncated(
                                    PARTITION,
                                    header.start(),
                                    header.end(),
                                    header.leaderEpoch(),
                                    header.readAt(),
                                    header.logStart());
                        case DELETED -> throw new AssertionError();
                    });
        }
        return chunks;
    }

    private static void compare(Catalog catalog, ArchiveModel model) throws IOException {
        assertThat(catalog.findings()).isEmpty();
        OffsetRanges covered = new OffsetRanges();
        Map<Long, String> records = new TreeMap<>();
        model.cells().forEach((offset, cell) -> {
            if (cell.isCovered()) {
                covered.add(offset, offset + 1);
            }
            if (cell.record() != null) {
                records.put(offset, "record " + cell.record());
            }
        });
        if (catalog.partition(PARTITION).isEmpty()) {
            assertThat(model.cells()).isEmpty();
            return;
        }
        PartitionCatalog partition = catalog.partition(PARTITION).orElseThrow();
        OffsetRanges gaps = new OffsetRanges();
        partition.gaps().forEach(gap -> {
            for (long offset = gap.offsets().start(); offset < gap.offsets().end(); offset++) {
                assertThat(Objects.requireNonNull(model.cells().get(offset)).gap())
                        .isEqualTo(gap.cause());
                gaps.add(offset, offset + 1);
            }
        });
        OffsetRanges all = OffsetRanges.of(partition.covered());
        all.addAll(gaps);
        assertThat(partition.covered()).isEqualTo(covered.toList());
        assertThat(all.within(0, model.end()))
                .isEqualTo(model.end() == 0 ? List.of() : List.of(new OffsetRange(0, model.end())));
        assertThat(partition.holes()).isEmpty();
        assertThat(partition.resumePoint().position()).isEqualTo(model.end());
        Map<Long, String> read = new TreeMap<>();
        List<ArchivedRecord> inOrder = TestArchive.read(catalog, PARTITION);
        inOrder.forEach(record ->
                read.put(record.offset(), new String(Objects.requireNonNull(record.value()), StandardCharsets.UTF_8)));
        assertThat(read).isEqualTo(records);
        assertThat(inOrder).hasSize(records.size());
        if (partition.exact()) {
            assertThat(partition.totals().records()).isEqualTo(records.size());
        } else {
            assertThat(partition.totals().records()).isGreaterThanOrEqualTo(records.size());
        }
    }
}
