// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.manifest;

import com.github.luben.zstd.Zstd;
import dev.varve.format.FormatLimits;
import dev.varve.format.Id;
import dev.varve.format.ObjectExistsException;
import dev.varve.format.codec.FieldWriter;
import dev.varve.format.layout.ObjectNames;
import dev.varve.format.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Writes the manifest of a commit. */
public final class ManifestWriter {
    private static final int ZSTD_LEVEL = 3;

    private ManifestWriter() {}

    /**
     * Writes a manifest. The name follows from the segment names, so a repeated commit on the same UTC date finds its manifest and
     * keeps it.
     *
     * @param archive the store below the archive's folder
     * @param now time of the commit, which also gives the date in the name
     * @param entries at least one, in any order, each segment once
     * @return the manifest's name, relative to the archive
     * @throws ObjectExistsException if an object of that name lists other segments
     * @throws dev.varve.format.CorruptArchiveException if an object of that name is damaged
     */
    public static String write(Store archive, Id archiveId, Id writerId, Instant now, List<ManifestEntry> entries)
            throws IOException {
        List<ManifestEntry> sorted = sorted(entries);
        List<String> segments = sorted.stream().map(ManifestEntry::segmentName).toList();
        String name = ObjectNames.manifest(ObjectNames.date(now), ManifestFormat.contentId(segments));
        try {
            archive.create(name, encode(archiveId, writerId, now, sorted));
        } catch (ObjectExistsException e) {
            if (!segmentsOf(archive, name).equals(segments)) {
                throw e;
            }
        }
        return name;
    }

    private static List<ManifestEntry> sorted(List<ManifestEntry> entries) {
        List<ManifestEntry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing(ManifestEntry::segmentName));
        for (int i = 0; i < sorted.size(); i++) {
            String name = sorted.get(i).segmentName();
            boolean valid = ObjectNames.isSegment(name)
                    && name.length() <= FormatLimits.OBJECT_NAME_BYTES
                    && name.chars().allMatch(c -> c >= ' ' && c <= '~')
                    && (i == 0 || !name.equals(sorted.get(i - 1).segmentName()));
            if (!valid) {
                throw new IllegalArgumentException(
                        "Invalid segment in manifest: need names of segments, each once, found: " + name);
            }
        }
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("Invalid manifest: need at least one segment, found none");
        }
        return sorted;
    }

    private static byte[] encode(Id archiveId, Id writerId, Instant now, List<ManifestEntry> sorted) {
        FieldWriter payload = new FieldWriter();
        payload.u32(0);
        for (ManifestEntry entry : sorted) {
            byte[] footer = entry.footer().verbatim();
            payload.str16(entry.segmentName()).i64(entry.objectLength()).u32(footer.length);
            payload.bytes(footer, 0, footer.length);
        }
        byte[] raw = payload.toByteArray();
        byte[] stored = Zstd.compress(raw, ZSTD_LEVEL);
        FieldWriter object =
                new FieldWriter(ManifestFormat.HEADER_LENGTH + stored.length + ManifestFormat.TRAILER_LENGTH);
        new ManifestHeader(
                        archiveId,
                        writerId,
                        now.toEpochMilli(),
                        ManifestFormat.KIND_COMMIT,
                        sorted.size(),
                        stored.length,
                        raw.length)
                .writeTo(object);
        object.bytes(stored, 0, stored.length).crcOfLast(stored.length).magic(ManifestFormat.END_MAGIC);
        return object.toByteArray();
    }

    private static List<String> segmentsOf(Store archive, String name) throws IOException {
        List<String> segments = new ArrayList<>();
        try (ManifestReader reader = ManifestReader.open(archive, name)) {
            Optional<ManifestEntry> entry = reader.next();
            while (entry.isPresent()) {
                segments.add(entry.get().segmentName());
                entry = reader.next();
            }
        }
        return segments;
    }
}
