// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import dev.varve.format.Id;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.DecodedBlock;
import dev.varve.format.block.TestChunks;
import dev.varve.format.codec.Compressor;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Segments as bytes. */
public final class TestSegments {

    public static final String NAME = "mixed/2026-01-01/segment.vsg";

    private TestSegments() {}

    /** The identity of every test segment of that layout. */
    public static SegmentIdentity identity(SegmentLayout layout) {
        return SegmentIdentity.ofBackup(
                Id.fromHex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"),
                Id.fromHex("505152535455565758595a5b5c5d5e5f"),
                Id.fromHex("606162636465666768696a6b6c6d6e6f"),
                Instant.parse("2026-01-01T00:00:00.123Z"),
                Instant.parse("2026-01-01T00:01:00.456Z"),
                layout);
    }

    /** A segment of these chunks with blocks of {@code blockSize}; closes the compressor. */
    public static byte[] write(SegmentLayout layout, Compressor compressor, int blockSize, List<Chunk> chunks)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BufferBudget budget = new BufferBudget(Long.MAX_VALUE);
        try (compressor;
                SegmentWriter writer =
                        new SegmentWriter(out, identity(layout), compressor, new SegmentOptions(blockSize), budget)) {
            for (Chunk chunk : chunks) {
                writer.add(chunk);
            }
            writer.finish();
        }
        return out.toByteArray();
    }

    /** The bytes as an object. */
    public static StoredObject object(byte[] bytes) {
        return new BytesObject(bytes);
    }

    public static SegmentFooter footer(byte[] segment) throws IOException {
        return SegmentFooter.read(object(segment));
    }

    /** All entries in their order, each with its records. */
    public static Map<RunEntry, List<ArchivedRecord>> read(byte[] segment) throws IOException {
        Map<RunEntry, List<ArchivedRecord>> content = new LinkedHashMap<>();
        StoredObject object = object(segment);
        SegmentFooter footer = SegmentFooter.read(object);
        try (SegmentReader reader = SegmentReader.open(object, footer)) {
            List<DecodedBlock> blocks = new ArrayList<>();
            for (int i = 0; i < footer.blocks().size(); i++) {
                blocks.add(reader.readBlock(i));
            }
            for (RunEntry entry : footer.runs()) {
                List<ArchivedRecord> records = entry.hasBlock()
                        ? TestChunks.records(blocks.get(entry.blockIndex()).cursor(entry.indexInBlock()))
                        : List.of();
                content.put(entry, records);
            }
        }
        return content;
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record BytesObject(byte[] bytes) implements StoredObject {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public void readFully(long position, byte[] target, int offset, int length) throws IOException {
            if (position + length > bytes.length) {
                throw new EOFException("Cannot read " + length + " bytes at " + position);
            }
            System.arraycopy(bytes, Math.toIntExact(position), target, offset, length);
        }

        @Override
        public void close() {}
    }
}
