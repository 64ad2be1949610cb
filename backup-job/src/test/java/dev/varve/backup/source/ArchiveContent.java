// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.Archive;
import dev.varve.format.archive.ArchiveNotFoundException;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.CatalogOptions;
import dev.varve.format.catalog.GapRange;
import dev.varve.format.catalog.PartitionCatalog;
import dev.varve.format.catalog.PartitionReader;
import dev.varve.format.layout.ObjectNames;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.store.LocalStore;
import dev.varve.format.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What an archive holds, read as a user would. */
final class ArchiveContent {
    private final Path directory;
    private final Store root;
    private final String name;

    ArchiveContent(Path directory, String name) {
        this.directory = directory;
        this.root = new LocalStore(directory);
        this.name = name;
    }

    Archive archive() throws IOException {
        return Archive.open(root, name);
    }

    Catalog catalog() throws IOException {
        return Catalog.read(archive(), CatalogOptions.defaults());
    }

    Optional<PartitionCatalog> partition(TopicPartitionId partition) throws IOException {
        try {
            return catalog().partition(partition);
        } catch (ArchiveNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Offset up to which the archive explains everything. */
    long position(TopicPartitionId partition) throws IOException {
        return partition(partition).map(found -> found.resumePoint().position()).orElse(0L);
    }

    void awaitPosition(TopicPartitionId partition, long position) throws Exception {
        Await.until(partition + " is archived up to " + position, () -> position(partition) >= position);
    }

    /** All records, without leader epochs. */
    @SuppressWarnings("NullAway") // It does not see that arrays from another module may be null.
    List<ArchivedRecord> records(TopicPartitionId partition) throws IOException {
        List<ArchivedRecord> records = new ArrayList<>();
        try (PartitionReader reader = PartitionReader.open(catalog(), partition, new OffsetRange(0, Long.MAX_VALUE))) {
            for (Optional<ArchivedRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                ArchivedRecord found = next.get();
                records.add(new ArchivedRecord(
                        found.offset(),
                        found.timestamp(),
                        found.timestampType(),
                        -1,
                        found.key(),
                        found.value(),
                        found.headers()));
            }
        }
        return records;
    }

    /** How the archive differs from what was sent; empty if it does not. */
    Optional<String> difference(SourceTopic topic, int partition) throws IOException {
        return difference(topic.expected(partition), records(topic.partition(partition)));
    }

    static Optional<String> difference(List<ArchivedRecord> expected, List<ArchivedRecord> found) {
        for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
            ArchivedRecord wanted = i < expected.size() ? expected.get(i) : null;
            ArchivedRecord got = i < found.size() ? found.get(i) : null;
            if (wanted == null || !wanted.equals(got)) {
                return Optional.of("record " + i + " of " + expected.size() + ": expected " + wanted + ", found " + got
                        + " of " + found.size());
            }
        }
        return Optional.empty();
    }

    List<OffsetRange> holes(TopicPartitionId partition) throws IOException {
        return partition(partition).map(PartitionCatalog::holes).orElse(List.of());
    }

    List<OffsetRange> overlaps(TopicPartitionId partition) throws IOException {
        return partition(partition).map(PartitionCatalog::overlaps).orElse(List.of());
    }

    /** Gaps as {@code [0, 5) RETENTION}. */
    List<String> gaps(TopicPartitionId partition) throws IOException {
        return partition(partition).map(PartitionCatalog::gaps).orElse(List.<GapRange>of()).stream()
                .map(gap -> gap.offsets() + " " + gap.cause())
                .toList();
    }

    /** Deletes the segments that hold an offset, and all manifests: as if the store had lost them. */
    void loseSegmentWith(TopicPartitionId partition, long offset) throws IOException {
        Set<String> lost = new HashSet<>();
        catalog().readPlan(partition, new OffsetRange(offset, offset + 1)).forEach(run -> lost.add(run.segmentName()));
        for (String segment : lost) {
            Files.delete(directory.resolve(name).resolve(segment));
        }
        try (Stream<Path> files = Files.walk(directory.resolve(name).resolve(ObjectNames.MANIFESTS_FOLDER))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }
}
