// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.manifest;

import com.github.luben.zstd.Zstd;
import dev.varve.format.Id;
import dev.varve.format.codec.FieldWriter;
import dev.varve.format.segment.SegmentFooter;
import dev.varve.format.store.MemoryStore;
import dev.varve.format.store.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Manifests as bytes, also such as no writer makes, but with checksums that fit. */
final class ManifestBytes {
    static final Id ARCHIVE = Id.fromHex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");
    static final Id WRITER = Id.fromHex("606162636465666768696a6b6c6d6e6f");
    static final long CREATED = 1_770_000_000_123L;
    static final int COMMIT = 1;
    static final int ROLL_UP = 2;
    private static final Path GOLDEN = Path.of("src/test/resources/golden/v1");

    private ManifestBytes() {}

    /** Entries for golden segments. */
    static List<ManifestEntry> entries() throws IOException {
        List<ManifestEntry> entries = new ArrayList<>();
        for (String file : List.of("entries", "mixed", "own")) {
            String name = "mixed/2026-01-01/" + file + ".vsg";
            MemoryStore store = new MemoryStore();
            store.create(name, Files.readAllBytes(GOLDEN.resolve(file + ".vsg")));
            try (StoredObject object = store.open(name)) {
                entries.add(new ManifestEntry(name, object.length(), SegmentFooter.read(object)));
            }
        }
        return entries;
    }

    /** The payload of a manifest, uncompressed. */
    static byte[] payload(List<String> contained, List<ManifestEntry> entries) {
        FieldWriter payload = new FieldWriter();
        payload.u32(contained.size());
        contained.forEach(payload::str16);
        for (ManifestEntry entry : entries) {
            byte[] footer = entry.footer().verbatim();
            payload.str16(entry.segmentName()).i64(entry.objectLength()).u32(footer.length);
            payload.bytes(footer, 0, footer.length);
        }
        return payload.toByteArray();
    }

    /** A manifest with this payload. */
    static byte[] manifest(int kind, long segmentCount, byte[] payload) {
        return sealed(kind, segmentCount, payload.length, Zstd.compress(payload, 3));
    }

    /** A manifest with this stored payload, which need not be one. */
    static byte[] sealed(int kind, long segmentCount, long rawLength, byte[] stored) {
        FieldWriter object = new FieldWriter();
        object.magic("VARVEMAN")
                .u16(1)
                .u16(0)
                .u32(100)
                .id(ARCHIVE)
                .id(WRITER)
                .i64(CREATED)
                .i64(0)
                .i64(0);
        object.u8(kind).u8(1).u16(0).u32(segmentCount).i64(stored.length).i64(rawLength);
        object.crcOfLast(96)
                .bytes(stored, 0, stored.length)
                .crcOfLast(stored.length)
                .magic("VARVEMND");
        return object.toByteArray();
    }

    /** What a reader hands out, one line for each piece. */
    static List<String> read(String name, byte[] object) throws IOException {
        MemoryStore store = new MemoryStore();
        store.create(name, object);
        List<String> lines = new ArrayList<>();
        try (ManifestReader reader = ManifestReader.open(store, name)) {
            lines.add(reader.archiveId() + " " + reader.writerId() + " " + reader.created() + " "
                    + reader.segmentCount() + " " + reader.containedManifests());
            Optional<ManifestEntry> entry = reader.next();
            while (entry.isPresent()) {
                lines.add(entry.get().segmentName() + " " + entry.get().objectLength() + " "
                        + new String(entry.get().footer().verbatim(), StandardCharsets.ISO_8859_1));
                entry = reader.next();
            }
        }
        return lines;
    }
}
