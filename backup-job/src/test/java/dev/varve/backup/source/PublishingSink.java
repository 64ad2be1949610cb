// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.Id;
import dev.varve.format.archive.Archive;
import dev.varve.format.block.Chunk;
import dev.varve.format.codec.Compressor;
import dev.varve.format.layout.ObjectNames;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.manifest.ManifestWriter;
import dev.varve.format.segment.BufferBudget;
import dev.varve.format.segment.SegmentFooter;
import dev.varve.format.segment.SegmentIdentity;
import dev.varve.format.segment.SegmentLayout;
import dev.varve.format.segment.SegmentOptions;
import dev.varve.format.segment.SegmentWriter;
import dev.varve.format.store.LocalStore;
import dev.varve.format.store.Store;
import dev.varve.format.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** The smallest sink that publishes exactly what a checkpoint commits: one segment, held in memory and in the committable. */
final class PublishingSink implements Sink<Chunk>, SupportsCommitter<byte[]> {
    /** A subtask that fails at its next chunk; -1 for none. */
    static final AtomicInteger FAIL_SUBTASK = new AtomicInteger(-1);

    /** A subtask that fails at its next commit; -1 for none. */
    static final AtomicInteger FAIL_COMMIT = new AtomicInteger(-1);

    /** Chunks that came since a test set it to 0. */
    static final AtomicInteger CHUNKS = new AtomicInteger();

    private final String root;
    private final String archive;

    PublishingSink(Path root, String archive) {
        this.root = root.toString();
        this.archive = archive;
    }

    @Override
    public CommittingSinkWriter<Chunk, byte[]> createWriter(WriterInitContext context) {
        return new Writer(context.getTaskInfo().getIndexOfThisSubtask());
    }

    @Override
    public Committer<byte[]> createCommitter(CommitterInitContext context) {
        return new Publisher();
    }

    @Override
    public SimpleVersionedSerializer<byte[]> getCommittableSerializer() {
        return new Verbatim();
    }

    private Archive open() throws IOException {
        return Archive.open(new LocalStore(Path.of(root)), archive);
    }

    private final class Writer implements CommittingSinkWriter<Chunk, byte[]> {
        private final int subtask;
        private final List<Chunk> chunks = new ArrayList<>();

        Writer(int subtask) {
            this.subtask = subtask;
        }

        @Override
        public void write(Chunk chunk, Context context) throws IOException {
            failIfWanted(FAIL_SUBTASK);
            chunks.add(chunk);
            CHUNKS.incrementAndGet();
        }

        @Override
        public void flush(boolean endOfInput) throws IOException {
            failIfWanted(FAIL_COMMIT);
        }

        private void failIfWanted(AtomicInteger wanted) throws IOException {
            if (wanted.compareAndSet(subtask, -1)) {
                throw new IOException("The test wants subtask " + subtask + " to fail");
            }
        }

        @Override
        public Collection<byte[]> prepareCommit() throws IOException {
            if (chunks.isEmpty()) {
                return List.of();
            }
            SecureRandom random = new SecureRandom();
            Instant now = Instant.now();
            SegmentIdentity identity = SegmentIdentity.ofBackup(
                    open().identity().archiveId(), Id.random(random), Id.random(random), now, now, SegmentLayout.MIXED);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (Compressor compressor = Compressor.zstd(1);
                    SegmentWriter writer = new SegmentWriter(
                            bytes, identity, compressor, SegmentOptions.DEFAULT, new BufferBudget(64 << 20))) {
                for (Chunk chunk : chunks) {
                    writer.add(chunk);
                }
                writer.finish();
            }
            chunks.clear();
            return List.of(bytes.toByteArray());
        }

        @Override
        public void close() {}
    }

    private final class Publisher implements Committer<byte[]> {
        @Override
        public void commit(Collection<CommitRequest<byte[]>> requests) throws IOException {
            Archive opened = open();
            Store store = opened.store();
            List<ManifestEntry> entries = new ArrayList<>();
            for (CommitRequest<byte[]> request : requests) {
                byte[] segment = request.getCommittable();
                SegmentFooter footer = footer(segment);
                String folder = ObjectNames.mixedFolder(
                        ObjectNames.date(footer.identity().created()));
                String name = ObjectNames.segment(
                        folder, "segment-" + footer.identity().segmentId().hex());
                store.create(name, segment);
                entries.add(new ManifestEntry(name, segment.length, footer));
            }
            if (!entries.isEmpty()) {
                Id writer = entries.get(0).footer().identity().writerId();
                ManifestWriter.write(store, opened.identity().archiveId(), writer, Instant.now(), entries);
            }
        }

        private static SegmentFooter footer(byte[] segment) throws IOException {
            return SegmentFooter.read(new InMemory(segment));
        }

        @Override
        public void close() {}
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record InMemory(byte[] content) implements StoredObject {
        @Override
        public String name() {
            return "committable";
        }

        @Override
        public long length() {
            return content.length;
        }

        @Override
        public void readFully(long position, byte[] target, int offset, int length) {
            System.arraycopy(content, Math.toIntExact(position), target, offset, length);
        }

        @Override
        public void close() {}
    }

    private static final class Verbatim implements SimpleVersionedSerializer<byte[]> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(byte[] committable) {
            return committable;
        }

        @Override
        public byte[] deserialize(int version, byte[] serialized) {
            return serialized;
        }
    }
}
