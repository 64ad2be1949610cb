// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.Archive;
import dev.varve.format.archive.TopicDescription;
import dev.varve.format.archive.TopicSetting;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.ChunkEncoder;
import dev.varve.format.block.GapCause;
import dev.varve.format.codec.Compressor;
import dev.varve.format.layout.ObjectNames;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.manifest.ManifestWriter;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RecordHeader;
import dev.varve.format.record.TimestampType;
import dev.varve.format.segment.BufferBudget;
import dev.varve.format.segment.SegmentFooter;
import dev.varve.format.segment.SegmentIdentity;
import dev.varve.format.segment.SegmentLayout;
import dev.varve.format.segment.SegmentOptions;
import dev.varve.format.segment.SegmentWriter;
import dev.varve.format.store.LocalStore;
import dev.varve.format.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes an archive named {@code shop} with the format's own writers, commit by commit. */
public final class SampleArchive {
    static final String NAME = "shop";
    static final String CLUSTER = "cluster-1";
    public static final Instant NOW = Instant.parse("2025-02-01T10:00:00Z");
    static final long TIME = Instant.parse("2025-01-31T12:00:00Z").toEpochMilli();

    private final Path storeDirectory;
    private final Archive archive;
    private final Id writerId;
    private final Random random = new Random(7);
    private int files;
    private long readAt = NOW.toEpochMilli();

    public SampleArchive(Path storeDirectory) throws IOException {
        this.storeDirectory = storeDirectory;
        this.archive = Archive.openOrCreate(
                new LocalStore(storeDirectory), NAME, CLUSTER, Clock.fixed(NOW, ZoneOffset.UTC), random);
        this.writerId = Id.random(random);
    }

    Path store() {
        return storeDirectory;
    }

    Path folder() {
        return storeDirectory.resolve(NAME);
    }

    public Archive archive() {
        return archive;
    }

    /** Three commits of a topic, the offsets 0 to 300. */
    static SampleArchive ofThreeSegments(Path store) throws IOException {
        SampleArchive sample = new SampleArchive(store);
        TopicPartitionId orders = sample.topic("orders");
        for (int start = 0; start < 300; start += 100) {
            sample.commit(sample.data(orders, start, start + 100));
        }
        return sample;
    }

    /** A topic of one partition with its description. */
    public TopicPartitionId topic(String name) throws IOException {
        Id id = Id.random(random);
        archive.writeTopicDescription(new TopicDescription(
                archive.identity().archiveId(),
                name,
                id,
                NOW.plusSeconds(files),
                1,
                3,
                false,
                List.of(new TopicSetting("cleanup.policy", "delete", "DEFAULT_CONFIG"))));
        return new TopicPartitionId(name, id, 0);
    }

    /** Plain records at every offset of a range. */
    public Chunk data(TopicPartitionId partition, long start, long end) {
        List<ArchivedRecord> records = new ArrayList<>();
        for (long offset = start; offset < end; offset++) {
            records.add(record(offset, utf8("key-" + offset), utf8("value of the record at offset " + offset)));
        }
        return data(partition, start, end, records);
    }

    public Chunk data(TopicPartitionId partition, long start, long end, List<ArchivedRecord> records) {
        ChunkEncoder encoder = new ChunkEncoder();
        encoder.begin(partition, 0, TimestampType.CREATE_TIME, start);
        for (ArchivedRecord record : records) {
            record.headers().forEach(header -> encoder.header(header.key(), header.value()));
            encoder.append(record.offset(), record.timestamp(), wrap(record.key()), wrap(record.value()));
        }
        return encoder.finish(end, readAt++);
    }

    Chunk gap(TopicPartitionId partition, long start, long end) {
        return Chunk.gap(partition, new OffsetRange(start, end), GapCause.RETENTION, 0, readAt++, end);
    }

    /** One segment and its manifest. */
    public Path commit(Chunk... chunks) throws IOException {
        Instant now = NOW.plusSeconds(files);
        Id segmentId = Id.random(random);
        SegmentIdentity identity = SegmentIdentity.ofBackup(
                archive.identity().archiveId(), segmentId, writerId, NOW, now, SegmentLayout.MIXED);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Compressor compressor = Compressor.zstd(1);
                SegmentWriter writer = new SegmentWriter(
                        bytes, identity, compressor, SegmentOptions.DEFAULT, new BufferBudget(1 << 20))) {
            for (Chunk chunk : chunks) {
                writer.add(chunk);
            }
            writer.finish();
        }
        String name = ObjectNames.segment(ObjectNames.mixedFolder(LocalDate.of(2025, 2, 1)), "segment-" + files++);
        archive.store().create(name, bytes.toByteArray());
        try (StoredObject object = archive.store().open(name)) {
            ManifestEntry entry = new ManifestEntry(name, object.length(), SegmentFooter.read(object));
            ManifestWriter.write(archive.store(), archive.identity().archiveId(), writerId, now, List.of(entry));
        }
        return folder().resolve(name);
    }

    static ArchivedRecord record(long offset, byte @Nullable [] key, byte @Nullable [] value, RecordHeader... headers) {
        return new ArchivedRecord(offset, TIME + offset, TimestampType.CREATE_TIME, 0, key, value, List.of(headers));
    }

    static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    /** Segments in the order of their commits. */
    List<Path> segments() throws IOException {
        return files("mixed", ".vsg");
    }

    List<Path> files(String below, String ending) throws IOException {
        try (Stream<Path> tree = Files.walk(folder().resolve(below))) {
            return tree.filter(path -> path.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static @Nullable ByteBuffer wrap(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }
}
