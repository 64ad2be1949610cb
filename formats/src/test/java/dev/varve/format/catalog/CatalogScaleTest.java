// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.Chunk;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.record.TimestampType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A catalog over many entries in little memory. A million entries: {@code mvn -pl formats test -Dtest=CatalogScaleTest
 * -Dvarve.entries=1000000 -DargLine=-Xmx512m}.
 */
class CatalogScaleTest {
    private static final int PARTITIONS = 500;

    private static final int TILING = Integer.getInteger("varve.entries", 100_000);
    private static final int OVERLAPPING = Integer.getInteger("varve.entries", 20_000);

    private static TopicPartitionId partition(int number) {
        return new TopicPartitionId("topic-" + number % 10, new Id(1, number % 10), number);
    }

    private static TestArchive archive(int entries) throws IOException {
        TestArchive archive = new TestArchive(1);
        for (int commit = 0; commit < entries / PARTITIONS; commit++) {
            List<Chunk> chunks = new ArrayList<>(PARTITIONS);
            for (int number = 0; number < PARTITIONS; number++) {
                chunks.add(Chunk.empty(
                        partition(number),
                        new OffsetRange(commit * 100L, commit * 100L + 100),
                        0,
                        TimestampType.CREATE_TIME,
                        commit));
            }
            ManifestEntry segment = archive.segment(0, chunks);
            archive.manifest(segment);
            archive.pass(Duration.ofSeconds(30));
        }
        return archive;
    }

    @Test
    void foldsTilingEntries() throws IOException {
        TestArchive archive = archive(TILING);
        long started = System.nanoTime();

        Catalog catalog = archive.catalog();

        System.out.println("catalog of " + TILING + " entries in "
                + Duration.ofNanos(System.nanoTime() - started).toMillis() + " ms");
        assertThat(catalog.topics()).hasSize(10);
        assertThat(catalog.topics().stream()
                        .mapToInt(topic -> topic.partitions().size())
                        .sum())
                .isEqualTo(PARTITIONS);
        for (TopicCatalog topic : catalog.topics()) {
            for (PartitionCatalog partition : topic.partitions()) {
                assertThat(partition.covered()).containsExactly(new OffsetRange(0, TILING / PARTITIONS * 100L));
                assertThat(partition.runs()).isEqualTo(TILING / PARTITIONS);
            }
        }
    }

    @Test
    void resolvesOverlappingEntries() throws IOException {
        TestArchive archive = archive(OVERLAPPING);
        List<Chunk> again = new ArrayList<>();
        for (int number = 0; number < PARTITIONS; number++) {
            again.add(Chunk.empty(
                    partition(number),
                    new OffsetRange(50, OVERLAPPING / PARTITIONS * 100L),
                    0,
                    TimestampType.CREATE_TIME,
                    1_000_000));
        }
        archive.manifest(archive.segment(0, again));
        long started = System.nanoTime();

        Catalog catalog = archive.catalog();

        System.out.println("catalog of " + OVERLAPPING + " overlapping entries in "
                + Duration.ofNanos(System.nanoTime() - started).toMillis() + " ms");
        PartitionCatalog partition = catalog.partition(partition(7)).orElseThrow();
        assertThat(partition.covered()).containsExactly(new OffsetRange(0, OVERLAPPING / PARTITIONS * 100L));
        assertThat(partition.runs()).isEqualTo(OVERLAPPING / PARTITIONS);
        assertThat(partition.overlaps()).containsExactly(new OffsetRange(50, OVERLAPPING / PARTITIONS * 100L));
    }
}
