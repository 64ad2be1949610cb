// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.manifest;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.FormatLimits;
import dev.varve.format.Id;
import dev.varve.format.codec.FieldReader;
import dev.varve.format.layout.ObjectNames;
import dev.varve.format.segment.SegmentFooter;
import dev.varve.format.store.Store;
import dev.varve.format.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Reads a manifest one segment at a time; memory does not grow with the manifest. For one thread. */
public final class ManifestReader implements Closeable {
    private static final int KEPT_PAYLOAD = 1 << 20;
    private static final int PIECE = 1 << 16;
    private static final int MOST_CONTAINED = 1_000_000;
    private static final int SEGMENT_TRAILER_LENGTH = 32;
    private static final int LEAST_ENTRY = 2 + 8 + 4;

    private final StoredObject object;
    private final ManifestHeader header;
    private final ManifestPayload payload;
    private final List<String> contained;
    private byte[] lastName = {};
    private long segmentsRead;

    private ManifestReader(StoredObject object) throws IOException {
        this.object = object;
        header = readHeader(object);
        payload = new ManifestPayload(object.name(), checkedPayload(), header.rawLength());
        contained = readContained();
        if (header.segmentCount() > payload.remaining() / LEAST_ENTRY) {
            throw payload.corrupt(
                    header.segmentCount() + " segments do not fit into " + payload.remaining() + " bytes");
        }
    }

    /**
     * Opens a manifest and checks its header and the checksum of its payload.
     *
     * @param archive the store below the archive's folder
     * @throws dev.varve.format.MissingObjectException if there is no such object
     * @throws CorruptArchiveException if it is damaged
     * @throws dev.varve.format.UnsupportedFormatException if it needs a newer reader
     */
    public static ManifestReader open(Store archive, String name) throws IOException {
        StoredObject object = archive.open(name);
        try {
            return new ManifestReader(object);
        } catch (IOException | RuntimeException e) {
            try {
                object.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private static ManifestHeader readHeader(StoredObject object) throws IOException {
        int least = ManifestFormat.HEADER_LENGTH + ManifestFormat.TRAILER_LENGTH;
        if (object.length() < least) {
            throw new CorruptArchiveException(
                    object.name(), 0, "manifest of at least " + least + " bytes expected, found " + object.length());
        }
        byte[] bytes = new byte[ManifestFormat.HEADER_LENGTH];
        object.readFully(0, bytes, 0, bytes.length);
        return ManifestHeader.read(bytes, object.name(), object.length());
    }

    /** The stored payload, after its checksum was found right. A large one is read twice rather than kept. */
    private InputStream checkedPayload() throws IOException {
        long length = header.storedLength();
        byte[] pieces = new byte[(int) Math.min(length, length <= KEPT_PAYLOAD ? KEPT_PAYLOAD : PIECE)];
        CRC32C crc = new CRC32C();
        for (long done = 0; done < length; ) {
            int piece = (int) Math.min(pieces.length, length - done);
            object.readFully(ManifestFormat.HEADER_LENGTH + done, pieces, 0, piece);
            crc.update(pieces, 0, piece);
            done += piece;
        }
        byte[] trailer = new byte[ManifestFormat.TRAILER_LENGTH];
        long trailerAt = ManifestFormat.HEADER_LENGTH + length;
        object.readFully(trailerAt, trailer, 0, trailer.length);
        FieldReader in = new FieldReader(trailer, 0, trailer.length, object.name(), trailerAt);
        long found = in.u32();
        if (found != crc.getValue()) {
            throw in.corrupt(
                    Integer.BYTES,
                    "checksum of the payload expected " + Long.toHexString(crc.getValue()) + ", found "
                            + Long.toHexString(found));
        }
        in.magic(ManifestFormat.END_MAGIC);
        return length <= KEPT_PAYLOAD
                ? new ByteArrayInputStream(pieces)
                : new ObjectRangeStream(object, ManifestFormat.HEADER_LENGTH, length);
    }

    private List<String> readContained() throws IOException {
        int count = fields(4).u32AtMost(MOST_CONTAINED, "count of contained manifests");
        if (count > 0 && header.kind() == ManifestFormat.KIND_COMMIT) {
            throw payload.corrupt("the manifest of a commit contains " + count + " manifests, need 0");
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = new String(nameBytes(), StandardCharsets.UTF_8);
            if (!ObjectNames.isManifest(name)) {
                throw payload.corrupt("expected the name of a manifest, found " + name);
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    private FieldReader fields(int length) throws IOException {
        return new FieldReader(payload.bytes(length), 0, length, object.name(), ManifestFormat.HEADER_LENGTH);
    }

    private byte[] nameBytes() throws IOException {
        int length = fields(2).u16();
        if (length > FormatLimits.OBJECT_NAME_BYTES) {
            throw payload.corrupt(
                    "object name of at most " + FormatLimits.OBJECT_NAME_BYTES + " bytes expected, found " + length);
        }
        byte[] name = payload.bytes(length);
        for (byte b : name) {
            if (b < ' ' || b > '~') {
                throw payload.corrupt("object name expected in printable ASCII");
            }
        }
        return name;
    }

    public String name() {
        return object.name();
    }

    public Id archiveId() {
        return header.archiveId();
    }

    public Id writerId() {
        return header.writerId();
    }

    public Instant created() {
        return Instant.ofEpochMilli(header.created());
    }

    /** How many segments the manifest names. */
    public long segmentCount() {
        return header.segmentCount();
    }

    /** Names of the manifests whose segments this one repeats; empty for the manifest of a commit. */
    public List<String> containedManifests() {
        return contained;
    }

    /**
     * The next segment, in ascending order of names; empty after the last.
     *
     * @throws CorruptArchiveException if the payload, or the footer of the segment in it, is damaged
     * @throws dev.varve.format.UnsupportedFormatException if the segment needs a newer reader
     */
    public Optional<ManifestEntry> next() throws IOException {
        if (segmentsRead == header.segmentCount()) {
            payload.end();
            return Optional.empty();
        }
        byte[] nameBytes = nameBytes();
        String name = new String(nameBytes, StandardCharsets.UTF_8);
        if (segmentsRead > 0 && Arrays.compareUnsigned(lastName, nameBytes) >= 0) {
            throw payload.corrupt("segments expected in ascending order of names, found " + name + " after "
                    + new String(lastName, StandardCharsets.UTF_8));
        }
        if (!ObjectNames.isSegment(name)) {
            throw payload.corrupt("expected the name of a segment, found " + name);
        }
        FieldReader lengths = fields(12);
        long objectLength = lengths.u63("object length");
        long footerLength = lengths.u32();
        if (footerLength > FormatLimits.FOOTER_BYTES + SEGMENT_TRAILER_LENGTH || footerLength > objectLength) {
            throw payload.corrupt(
                    "footer of " + footerLength + " bytes does not fit into a segment of " + objectLength);
        }
        SegmentFooter footer = SegmentFooter.parse(
                payload.bytes(Math.toIntExact(footerLength)), name + " (copy in " + name() + ")", objectLength);
        lastName = nameBytes;
        segmentsRead++;
        return Optional.of(new ManifestEntry(name, objectLength, footer));
    }

    @Override
    public void close() throws IOException {
        try (object) {
            payload.close();
        }
    }
}
