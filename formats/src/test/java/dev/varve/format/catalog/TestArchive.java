// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.Archive;
import dev.varve.format.archive.TopicDescription;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.TestChunks;
import dev.varve.format.codec.Compressor;
import dev.varve.format.layout.ObjectNames;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.manifest.ManifestWriter;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.TimestampType;
import dev.varve.format.segment.BufferBudget;
import dev.varve.format.segment.SegmentFooter;
import dev.varve.format.segment.SegmentIdentity;
import dev.varve.format.segment.SegmentLayout;
import dev.varve.format.segment.SegmentOptions;
import dev.varve.format.segment.SegmentWriter;
import dev.varve.format.store.MemoryStore;
import dev.varve.format.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** An archive in memory that tests fill with segments and manifests. Everything follows from the seed. */
public final class TestArchive {
    public static final Instant START = Instant.parse("2026-02-01T00:00:00Z");
    public static final TopicPartitionId ORDERS =
            new TopicPartitionId("orders", Id.fromHex("6f1b0c5e8a3d4f2f9e7b1a2c3d4e5f60"), 3);

    private final MemoryStore root = new MemoryStore();
    private final TestChunks chunks = new TestChunks();
    private final Random random;
    private final Archive archive;
    private Id writerId;
    private Instant writerStarted = START;
    private Instant now = START;

    public TestArchive(long seed) throws IOException {
        random = new Random(seed);
        archive = Archive.openOrCreate(root, "shop", "cluster-1", Clock.fixed(START, ZoneOffset.UTC), random);
        writerId = Id.random(random);
    }

    public Archive archive() {
        return archive;
    }

    public MemoryStore root() {
        return root;
    }

    public Random random() {
        return random;
    }

    public Instant now() {
        return now;
    }

    public Id writerId() {
        return writerId;
    }

    public TestArchive pass(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** Another run of the writing program. */
    public TestArchive newWriter() {
        writerId = Id.random(random);
        writerStarted = now;
        return this;
    }

    /** A writer that wrote before, at the same time as others. */
    public TestArchive actAs(Id writer) {
        writerId = writer;
        return this;
    }

    /** Describes the topic of a partition. */
    public TestArchive describe(TopicPartitionId partition) throws IOException {
        archive.writeTopicDescription(new TopicDescription(
                archive.identity().archiveId(), partition.topic(), partition.topicId(), now, 4, 1, false, List.of()));
        return this;
    }

    /** A record whose value tells its offset. */
    public static ArchivedRecord record(long offset, int epoch, String value) {
        return new ArchivedRecord(
                offset,
                START.toEpochMilli() + offset,
                TimestampType.CREATE_TIME,
                epoch,
                ("key " + offset % 7).getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8),
                List.of());
    }

    /** A chunk with a record at each offset. */
    public Chunk data(TopicPartitionId partition, long start, long end, int epoch, long readAt) {
        List<ArchivedRecord> records = new ArrayList<>();
        for (long offset = start; offset < end; offset++) {
            records.add(record(offset, epoch, "value " + offset));
        }
        return data(partition, start, end, epoch, readAt, records);
    }

    /** A chunk of these records. */
    public Chunk data(
            TopicPartitionId partition, long start, long end, int epoch, long readAt, List<ArchivedRecord> records) {
        return records.isEmpty()
                ? Chunk.empty(partition, new OffsetRange(start, end), epoch, TimestampType.CREATE_TIME, readAt)
                : chunks.of(partition, records, start, end, readAt);
    }

    /** Writes a segment into a shared folder; does not name it anywhere. */
    public ManifestEntry segment(Chunk... content) throws IOException {
        return segment(0, List.of(content));
    }

    public ManifestEntry segment(long generation, List<Chunk> content) throws IOException {
        return segment(archive.identity().archiveId(), generation, content);
    }

    public ManifestEntry segment(Id archiveId, long generation, List<Chunk> content) throws IOException {
        SegmentIdentity identity = new SegmentIdentity(
                archiveId, Id.random(random), writerId, writerStarted, now, generation, SegmentLayout.MIXED, 0, 0);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Compressor compressor = Compressor.zstd(1);
                SegmentWriter writer = new SegmentWriter(
                        bytes, identity, compressor, new SegmentOptions(4096), new BufferBudget(Long.MAX_VALUE))) {
            for (Chunk chunk : content) {
                writer.add(chunk);
            }
            writer.finish();
        }
        TopicPartitionId first = content.get(0).partition();
        boolean own =
                content.stream().allMatch(chunk -> chunk.partition().topicId().equals(first.topicId()));
        String folder = own && random.nextBoolean()
                ? ObjectNames.ownFolder(first.topic(), first.topicId(), ObjectNames.date(now))
                : ObjectNames.mixedFolder(ObjectNames.date(now));
        String name =
                ObjectNames.segment(folder, "segment-" + identity.segmentId().hex());
        archive.store().create(name, bytes.toByteArray());
        try (StoredObject object = archive.store().open(name)) {
            return new ManifestEntry(name, object.length(), SegmentFooter.read(object));
        }
    }

    public String manifest(ManifestEntry... entries) throws IOException {
        return manifest(List.of(entries));
    }

    public String manifest(List<ManifestEntry> entries) throws IOException {
        return ManifestWriter.write(archive.store(), archive.identity().archiveId(), writerId, now, entries);
    }

    /** A segment with its manifest. */
    public ManifestEntry commit(Chunk... content) throws IOException {
        ManifestEntry entry = segment(content);
        manifest(entry);
        return entry;
    }

    public void delete(String name) {
        if (root.objects().remove("shop/" + name) == null) {
            throw new AssertionError("no object " + name);
        }
    }

    public void deleteManifests() {
        root.objects().keySet().removeIf(name -> name.endsWith(ObjectNames.MANIFEST_SUFFIX));
    }

    public byte[] bytes(String name) {
        byte[] bytes = root.objects().get("shop/" + name);
        if (bytes == null) {
            throw new AssertionError("no object " + name);
        }
        return bytes;
    }

    public void replace(String name, byte[] content) {
        bytes(name);
        root.objects().put("shop/" + name, content);
    }

    public Catalog catalog() throws IOException {
        return Catalog.read(archive, CatalogOptions.defaults());
    }

    public Catalog fullCatalog() throws IOException {
        return Catalog.read(archive, CatalogOptions.defaults().withListing(CatalogOptions.Listing.FULL));
    }

    public PartitionCatalog partition(Catalog catalog) {
        return catalog.partition(ORDERS).orElseThrow();
    }

    /** All records of a partition. */
    public static List<ArchivedRecord> read(Catalog catalog, TopicPartitionId partition) throws IOException {
        List<ArchivedRecord> records = new ArrayList<>();
        try (PartitionReader reader = PartitionReader.open(catalog, partition, new OffsetRange(0, Long.MAX_VALUE))) {
            Optional<ArchivedRecord> record = reader.next();
            while (record.isPresent()) {
                records.add(record.get());
                record = reader.next();
            }
        }
        return records;
    }
}
