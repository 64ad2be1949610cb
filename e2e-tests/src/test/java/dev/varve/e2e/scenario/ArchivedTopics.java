// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.Archive;
import dev.varve.format.archive.ArchiveNotFoundException;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.CatalogOptions;
import dev.varve.format.catalog.Finding;
import dev.varve.format.catalog.PartitionCatalog;
import dev.varve.format.catalog.PartitionReader;
import dev.varve.format.catalog.SelectedRun;
import dev.varve.format.catalog.Verifier;
import dev.varve.format.catalog.VerifyOptions;
import dev.varve.format.catalog.VerifyOptions.Depth;
import dev.varve.format.catalog.VerifyProgress;
import dev.varve.format.catalog.VerifyReport;
import dev.varve.format.layout.ObjectNames;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.manifest.ManifestReader;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.segment.SegmentReader;
import dev.varve.job.store.FlinkFileStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an archive holds, read as a user reads it, and damaged as a user damages it.
 *
 * @param directory where tests keep their files; the store itself if it is a local one
 * @param store where archives are; one that is no local directory cannot be damaged
 */
public record ArchivedTopics(Path directory, URI store, String name) {
    public ArchivedTopics(Path directory, String name) {
        this(directory, directory.toUri(), name);
    }

    public Catalog catalog() throws IOException {
        return Catalog.read(open(), CatalogOptions.defaults());
    }

    /** This process must have set up the store's file system, unless it is a local one. */
    public Archive open() throws IOException {
        return Archive.open(FlinkFileStore.open(store), name);
    }

    /** The archive has an entry of this partition. */
    public PartitionCatalog partition(TopicPartitionId partition) throws IOException {
        return catalog().partition(partition).orElseThrow();
    }

    /** Waits until a partition is explained up to an offset. */
    public void awaitPosition(TopicPartitionId partition, long position) throws Exception {
        awaitPositions(Map.of(partition, position));
    }

    /** Waits until everything is there that was sent. */
    public void awaitAll(ProducedTopic... topics) throws Exception {
        Map<TopicPartitionId, Long> ends = new HashMap<>();
        for (ProducedTopic topic : topics) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                List<ArchivedRecord> expected = topic.expected(partition);
                if (!expected.isEmpty()) {
                    long last = expected.get(expected.size() - 1).offset();
                    ends.put(topic.partition(partition), last + 1);
                }
            }
        }
        awaitPositions(ends);
    }

    /** Waits until each of these partitions is explained up to an offset. */
    void awaitPositions(Map<TopicPartitionId, Long> ends) throws Exception {
        Await.until("archived up to " + ends, () -> hasPositions(ends));
    }

    /** Whether each of these partitions is explained up to an offset. */
    boolean hasPositions(Map<TopicPartitionId, Long> ends) throws IOException {
        Catalog catalog;
        try {
            catalog = catalog();
        } catch (ArchiveNotFoundException e) {
            return false;
        }
        return ends.entrySet().stream()
                .allMatch(end -> catalog.partition(end.getKey())
                        .filter(found -> found.resumePoint().position() >= end.getValue())
                        .isPresent());
    }

    /** Proves that the topics are there record by record, and that the archive is whole. */
    public void requireExactly(ProducedTopic... topics) throws IOException {
        requireContent(topics);
        requireWhole();
    }

    public void requireContent(ProducedTopic... topics) throws IOException {
        Catalog catalog = catalog();
        for (ProducedTopic topic : topics) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                assertThat(difference(catalog, topic.partition(partition), topic.expected(partition)))
                        .as("difference in %s-%s", topic.name(), partition)
                        .isEmpty();
            }
        }
    }

    /** Where an archive differs from what was sent; empty if it does not. Holds one record in memory. */
    public static Optional<String> difference(
            Catalog catalog, TopicPartitionId partition, List<ArchivedRecord> expected) throws IOException {
        try (PartitionReader reader = PartitionReader.open(catalog, partition, new OffsetRange(0, Long.MAX_VALUE))) {
            for (ArchivedRecord wanted : expected) {
                Optional<ArchivedRecord> found = reader.next();
                if (found.isEmpty() || !isSame(wanted, found.get())) {
                    return Optional.of("expected " + wanted + ", found " + found);
                }
            }
            return reader.next().map(more -> "expected no more, found " + more);
        }
    }

    /** As {@link #difference}, for a topic that the broker may have compacted before it was read: what is there must be right. */
    public Optional<String> differenceWithin(ProducedTopic topic, int partition) throws IOException {
        List<ArchivedRecord> expected = topic.expected(partition);
        return records(topic.partition(partition)).stream()
                .filter(found -> expected.stream().noneMatch(sent -> isSame(sent, found)))
                .map(found -> "never sent: " + found)
                .findFirst();
    }

    /** All but the leader epoch, which producers are not told. */
    static boolean isSame(ArchivedRecord one, ArchivedRecord other) {
        return one.offset() == other.offset()
                && one.timestamp() == other.timestamp()
                && one.timestampType() == other.timestampType()
                && Arrays.equals(one.key(), other.key())
                && Arrays.equals(one.value(), other.value())
                && one.headers().equals(other.headers());
    }

    /** All records of a partition. */
    public List<ArchivedRecord> records(TopicPartitionId partition) throws IOException {
        List<ArchivedRecord> records = new ArrayList<>();
        try (PartitionReader reader = PartitionReader.open(catalog(), partition, new OffsetRange(0, Long.MAX_VALUE))) {
            for (Optional<ArchivedRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                records.add(next.get());
            }
        }
        return records;
    }

    /** Gaps as {@code [0, 5) RETENTION}. */
    public List<String> gaps(TopicPartitionId partition) throws IOException {
        return partition(partition).gaps().stream()
                .map(gap -> gap.offsets() + " " + gap.cause())
                .toList();
    }

    /** Verifies in full depth. */
    public List<Finding> findings() throws IOException {
        return verify().findings();
    }

    public VerifyReport verify() throws IOException {
        return Verifier.verify(open(), new VerifyOptions(Depth.FULL, 2), VerifyProgress.NONE);
    }

    public void requireWhole() throws IOException {
        assertThat(findings()).isEmpty();
    }

    /** Nothing was written twice. */
    public void requireNoOverlap() throws IOException {
        catalog()
                .topics()
                .forEach(topic -> topic.partitions()
                        .forEach(partition -> assertThat(partition.overlaps())
                                .as("written twice: %s", partition.partition())
                                .isEmpty()));
    }

    /** Deletes the segments that hold an offset and the manifests that name them: as if they had never been. */
    public void lose(TopicPartitionId partition, long offset) throws IOException {
        Catalog catalog = catalog();
        Set<String> lost = new HashSet<>();
        catalog.readPlan(partition, new OffsetRange(offset, offset + 1)).forEach(run -> lost.add(run.segmentName()));
        List<String> manifests = new ArrayList<>();
        catalog.archive().store().list(ObjectNames.MANIFESTS_FOLDER, (manifest, length) -> manifests.add(manifest));
        for (String manifest : manifests) {
            if (ObjectNames.isManifest(manifest) && names(catalog.archive(), manifest, lost)) {
                Files.delete(directory.resolve(name).resolve(manifest));
            }
        }
        for (String segment : lost) {
            Files.delete(directory.resolve(name).resolve(segment));
        }
    }

    /** Flips one bit of the block that holds an offset; returns the offsets of the partition that it holds. */
    public OffsetRange damage(TopicPartitionId partition, long offset) throws IOException {
        Catalog catalog = catalog();
        SelectedRun run =
                catalog.readPlan(partition, new OffsetRange(offset, offset + 1)).get(0);
        Path file = directory.resolve(name).resolve(run.segmentName());
        try (SegmentReader segment = SegmentReader.open(catalog.archive().store(), run.segmentName());
                RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(segment.footer().blocks().get(run.run().blockIndex()).end() - 1);
            int last = bytes.read();
            bytes.seek(bytes.getFilePointer() - 1);
            bytes.write(last ^ 1);
        }
        return new OffsetRange(run.run().header().start(), run.run().header().end());
    }

    /** A copy to be damaged. */
    public ArchivedTopics copyTo(Path other) throws IOException {
        Path from = directory.resolve(name);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = other.resolve(name).resolve(from.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                Files.copy(file, copy);
            }
        }
        return new ArchivedTopics(other, name);
    }

    private static boolean names(Archive archive, String manifest, Set<String> segments) throws IOException {
        try (ManifestReader reader = ManifestReader.open(archive.store(), manifest)) {
            for (Optional<ManifestEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                if (segments.contains(entry.get().segmentName())) {
                    return true;
                }
            }
            return false;
        }
    }
}
