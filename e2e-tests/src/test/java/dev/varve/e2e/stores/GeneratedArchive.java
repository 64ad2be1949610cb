// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.Archive;
import dev.varve.format.archive.TopicDescription;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.ChunkEncoder;
import dev.varve.format.codec.Compressor;
import dev.varve.format.layout.ObjectNames;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.manifest.ManifestWriter;
import dev.varve.format.record.TimestampType;
import dev.varve.format.segment.BufferBudget;
import dev.varve.format.segment.SegmentIdentity;
import dev.varve.format.segment.SegmentLayout;
import dev.varve.format.segment.SegmentOptions;
import dev.varve.format.segment.SegmentWriter;
import dev.varve.format.segment.TestSegments;
import dev.varve.format.store.LocalStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * An archive of many small segments in a directory: ten topics of twenty partitions, written by the format's own writers, a commit of
 * a hundred segments each minute. Each segment is one partition's next two offsets.
 */
final class GeneratedArchive {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final Duration BETWEEN_COMMITS = Duration.ofMinutes(1);
    static final String NAME = "large";
    private static final int TOPICS = 10;
    private static final int PARTITIONS = 20;
    private static final int SEGMENTS_PER_COMMIT = 100;
    private static final int RECORDS = 2;

    private final Path directory;
    private final Archive archive;
    private final Random random = new Random(5);
    private final Id writerId = Id.random(random);
    private final List<Path> segments = new ArrayList<>();
    private final long[] next = new long[TOPICS * PARTITIONS];

    /** Whether segments are written, or only named by manifests: a plan does not look at them. */
    enum Segments {
        WRITTEN,
        ONLY_NAMED
    }

    private GeneratedArchive(Path directory) throws IOException {
        this.directory = directory;
        archive = Archive.openOrCreate(
                new LocalStore(directory), NAME, "cluster-1", Clock.fixed(START, ZoneOffset.UTC), random);
    }

    /** Writes so many segments, a multiple of a hundred. */
    static GeneratedArchive write(Path directory, int count, Segments segments) throws IOException {
        GeneratedArchive generated = new GeneratedArchive(directory);
        for (int topic = 0; topic < TOPICS; topic++) {
            TopicPartitionId first = partition(topic * PARTITIONS);
            generated.archive.writeTopicDescription(new TopicDescription(
                    generated.archive.identity().archiveId(),
                    first.topic(),
                    first.topicId(),
                    START,
                    PARTITIONS,
                    1,
                    false,
                    List.of()));
        }
        try (Compressor compressor = Compressor.zstd(1)) {
            for (int commit = 0; commit < count / SEGMENTS_PER_COMMIT; commit++) {
                generated.commit(commit, segments, compressor);
            }
        }
        return generated;
    }

    private static TopicPartitionId partition(int number) {
        int topic = number / PARTITIONS;
        return new TopicPartitionId("topic-" + topic, new Id(1, topic + 1), number % PARTITIONS);
    }

    /** Records of all topics. */
    static long records(int count) {
        return (long) count * RECORDS;
    }

    /** Those that were written, in the order of time. */
    List<Path> segments() {
        return segments;
    }

    private void commit(int commit, Segments wanted, Compressor compressor) throws IOException {
        Instant now = START.plus(BETWEEN_COMMITS.multipliedBy(commit));
        List<ManifestEntry> entries = new ArrayList<>();
        for (int i = 0; i < SEGMENTS_PER_COMMIT; i++) {
            int number = (commit * SEGMENTS_PER_COMMIT + i) % next.length;
            TopicPartitionId partition = partition(number);
            SegmentIdentity identity = SegmentIdentity.ofBackup(
                    archive.identity().archiveId(), Id.random(random), writerId, START, now, SegmentLayout.OWN);
            byte[] bytes = segment(identity, records(partition, next[number], now), compressor);
            next[number] += RECORDS;
            String name = ObjectNames.segment(
                    ObjectNames.ownFolder(partition.topic(), partition.topicId(), ObjectNames.date(now)),
                    identity.segmentId().hex());
            if (wanted == Segments.WRITTEN) {
                segments.add(write(name, bytes));
            }
            entries.add(new ManifestEntry(name, bytes.length, TestSegments.footer(bytes)));
        }
        ManifestWriter.write(archive.store(), archive.identity().archiveId(), writerId, now, entries);
    }

    /** Not by the store, which would force each to disk. */
    private Path write(String name, byte[] bytes) throws IOException {
        Path file = directory.resolve(NAME).resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.write(file, bytes);
    }

    private static Chunk records(TopicPartitionId partition, long start, Instant now) {
        ChunkEncoder encoder = new ChunkEncoder();
        encoder.begin(partition, 0, TimestampType.CREATE_TIME, start);
        for (long offset = start; offset < start + RECORDS; offset++) {
            encoder.append(offset, now.toEpochMilli(), null, ByteBuffer.wrap(("value " + offset).getBytes(UTF_8)));
        }
        return encoder.finish(start + RECORDS, now.toEpochMilli());
    }

    private static byte[] segment(SegmentIdentity identity, Chunk content, Compressor compressor) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (SegmentWriter writer = new SegmentWriter(
                bytes, identity, compressor, SegmentOptions.DEFAULT, new BufferBudget(Long.MAX_VALUE))) {
            writer.add(content);
            writer.finish();
        }
        return bytes.toByteArray();
    }
}
