// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.varve.format.ArchiveException;
import dev.varve.format.CorruptArchiveException;
import dev.varve.format.Id;
import dev.varve.format.MissingObjectException;
import dev.varve.format.ObjectExistsException;
import dev.varve.format.UnsupportedFormatException;
import dev.varve.format.codec.FieldWriter;
import dev.varve.format.store.MemoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestTest {
    private static final String NAME = "manifests/2026-02-02/x.vmf";
    private static final Instant NOW = Instant.ofEpochMilli(ManifestBytes.CREATED);

    private final MemoryStore store = new MemoryStore();
    private final List<ManifestEntry> entries;

    ManifestTest() throws IOException {
        entries = ManifestBytes.entries();
    }

    private String write(List<ManifestEntry> segments, Instant now) throws IOException {
        return ManifestWriter.write(store, ManifestBytes.ARCHIVE, ManifestBytes.WRITER, now, segments);
    }

    private static void refused(byte[] object, Class<? extends ArchiveException> type, String why) {
        assertThatThrownBy(() -> ManifestBytes.read(NAME, object))
                .isInstanceOf(type)
                .hasMessageContaining(NAME)
                .hasMessageContaining("at byte position ")
                .hasMessageContaining(why);
    }

    @Test
    void readsWhatWasWritten() throws IOException {
        List<ManifestEntry> shuffled = new ArrayList<>(entries);
        Collections.reverse(shuffled);

        String name = write(shuffled, NOW);

        assertThat(ManifestBytes.read(name, store.readSmall(name, 1 << 20)))
                .isEqualTo(ManifestBytes.read(
                        NAME,
                        ManifestBytes.manifest(ManifestBytes.COMMIT, 3, ManifestBytes.payload(List.of(), entries))));
    }

    @Test
    void nameFollowsFromDateAndSegments() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (ManifestEntry entry : entries) {
            digest.update((entry.segmentName() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        String id = HexFormat.of().formatHex(digest.digest(), 0, 16);

        assertThat(write(entries, NOW)).isEqualTo("manifests/2026-02-02/" + id + ".vmf");
    }

    @Test
    void repeatedCommitKeepsWhatIsThere() throws IOException {
        String first = write(entries, NOW);
        byte[] before = store.readSmall(first, 1 << 20);

        String again = ManifestWriter.write(store, ManifestBytes.ARCHIVE, new Id(1, 1), NOW.plusSeconds(100), entries);

        assertThat(again).isEqualTo(first);
        assertThat(store.readSmall(first, 1 << 20)).isEqualTo(before);
        assertThat(write(entries, NOW.plusSeconds(86_400))).isNotEqualTo(first);
    }

    @Test
    void refusesToKeepOtherOrDamagedContent() throws IOException {
        String name = write(entries, NOW);
        store.objects()
                .put(
                        name,
                        ManifestBytes.manifest(
                                ManifestBytes.COMMIT, 1, ManifestBytes.payload(List.of(), entries.subList(0, 1))));
        assertThatThrownBy(() -> write(entries, NOW))
                .isInstanceOf(ObjectExistsException.class)
                .hasMessageContaining(name);

        store.objects().put(name, new byte[200]);
        assertThatThrownBy(() -> write(entries, NOW))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining(name);
    }

    @Test
    void refusesToWriteNonsense() {
        assertThatThrownBy(() -> write(List.of(), NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid manifest: need at least one segment, found none");
        assertThatThrownBy(() -> write(List.of(entries.get(0), entries.get(0)), NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Invalid segment in manifest");
        ManifestEntry elsewhere = new ManifestEntry(
                "elsewhere/a.vsg", entries.get(0).objectLength(), entries.get(0).footer());
        assertThatThrownBy(() -> write(List.of(elsewhere), NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("elsewhere/a.vsg");
    }

    @Test
    void namesMissingManifest() {
        assertThatThrownBy(() -> ManifestReader.open(store, NAME))
                .isInstanceOf(MissingObjectException.class)
                .hasMessageContaining(NAME);
    }

    @Test
    void readsRollUp() throws IOException {
        List<String> contained = List.of("manifests/2026-01-01/a.vmf", "manifests/2026-01-01/b.vmf");
        byte[] object = ManifestBytes.manifest(ManifestBytes.ROLL_UP, 3, ManifestBytes.payload(contained, entries));

        assertThat(ManifestBytes.read(NAME, object))
                .hasSize(4)
                .first()
                .asString()
                .endsWith(contained.toString());
    }

    @Test
    void readsManySegmentsAsAStream() throws IOException {
        byte[] footer = entries.get(0).footer().verbatim();
        FieldWriter payload = new FieldWriter();
        payload.u32(0);
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            payload.str16("mixed/2026-01-01/" + (100_000 + i) + ".vsg")
                    .i64(entries.get(0).objectLength())
                    .u32(footer.length)
                    .bytes(footer, 0, footer.length);
        }
        store.create(NAME, ManifestBytes.manifest(ManifestBytes.COMMIT, count, payload.toByteArray()));
        int read = 0;
        try (ManifestReader reader = ManifestReader.open(store, NAME)) {
            while (reader.next().isPresent()) {
                read++;
            }
        }

        assertThat(read).isEqualTo(count);
    }

    @Test
    void ignoresWhatItMay() throws IOException {
        byte[] object = ManifestBytes.manifest(ManifestBytes.COMMIT, 3, ManifestBytes.payload(List.of(), entries));
        List<String> expected = ManifestBytes.read(NAME, object);
        object[10] = 9; // minor version
        object[64] = 1; // compatible feature
        object[74] = 1; // reserved
        resealHeader(object);

        assertThat(ManifestBytes.read(NAME, object)).isEqualTo(expected);
    }

    static void resealHeader(byte[] object) {
        byte[] crc = new FieldWriter().bytes(object, 0, 96).crcOfLast(96).toByteArray();
        System.arraycopy(crc, 96, object, 96, 4);
    }

    private byte[] withHeader(int position, int value) {
        byte[] object = ManifestBytes.manifest(ManifestBytes.COMMIT, 3, ManifestBytes.payload(List.of(), entries));
        object[position] = (byte) value;
        resealHeader(object);
        return object;
    }

    @Test
    void refusesUnknownHeaders() {
        refused(withHeader(0, 'X'), CorruptArchiveException.class, "magic expected VARVEMAN");
        refused(withHeader(8, 2), UnsupportedFormatException.class, "format version 2.0");
        refused(withHeader(12, 101), CorruptArchiveException.class, "header length expected 100, found 101");
        refused(withHeader(56, 1), UnsupportedFormatException.class, "unknown features");
        refused(withHeader(72, 3), UnsupportedFormatException.class, "unknown kind of manifest 3");
        refused(withHeader(73, 2), UnsupportedFormatException.class, "unknown codec 2");
        refused(withHeader(80, 0), CorruptArchiveException.class, "stored length expected");
        refused(withHeader(87, 0x80), CorruptArchiveException.class, "stored length");
        refused(withHeader(88, 0), CorruptArchiveException.class, "content size of the zstd frame expected");
        refused(withHeader(94, 0x7f), CorruptArchiveException.class, "raw length expected at most");
    }

    @Test
    void refusesWrongCounts() {
        byte[] payload = ManifestBytes.payload(List.of(), entries);

        refused(
                ManifestBytes.manifest(ManifestBytes.COMMIT, 2, payload),
                CorruptArchiveException.class,
                "bytes left over after the last segment");
        refused(
                ManifestBytes.manifest(ManifestBytes.COMMIT, 4, payload),
                CorruptArchiveException.class,
                "need 2 bytes, only 0 left");
        refused(
                ManifestBytes.manifest(ManifestBytes.COMMIT, 0xffff_ffffL, payload),
                CorruptArchiveException.class,
                "4294967295 segments do not fit");
        refused(
                ManifestBytes.manifest(
                        ManifestBytes.COMMIT, 3, ManifestBytes.payload(List.of("manifests/a.vmf"), entries)),
                CorruptArchiveException.class,
                "the manifest of a commit contains 1 manifests, need 0");
    }

    @Test
    void refusesWrongNames() {
        List<ManifestEntry> swapped = List.of(entries.get(1), entries.get(0));
        refused(
                ManifestBytes.manifest(ManifestBytes.COMMIT, 2, ManifestBytes.payload(List.of(), swapped)),
                CorruptArchiveException.class,
                "segments expected in ascending order of names");
        for (String name : List.of("mixed/a.txt", "", "mixed/\u0001.vsg", "mixed/" + "x".repeat(1000) + ".vsg")) {
            ManifestEntry named = new ManifestEntry(
                    name, entries.get(0).objectLength(), entries.get(0).footer());
            refused(
                    ManifestBytes.manifest(ManifestBytes.COMMIT, 1, ManifestBytes.payload(List.of(), List.of(named))),
                    CorruptArchiveException.class,
                    "expected");
        }
        refused(
                ManifestBytes.manifest(
                        ManifestBytes.ROLL_UP, 3, ManifestBytes.payload(List.of("mixed/a.vsg"), entries)),
                CorruptArchiveException.class,
                "expected the name of a manifest, found mixed/a.vsg");
    }

    @Test
    void refusesDamagedFooterOfASegment() {
        ManifestEntry entry = entries.get(0);
        refused(
                ManifestBytes.manifest(
                        ManifestBytes.COMMIT,
                        1,
                        ManifestBytes.payload(
                                List.of(), List.of(new ManifestEntry(entry.segmentName(), 1 << 20, entry.footer())))),
                CorruptArchiveException.class,
                entry.segmentName());
        refused(
                ManifestBytes.manifest(
                        ManifestBytes.COMMIT,
                        1,
                        ManifestBytes.payload(
                                List.of(), List.of(new ManifestEntry(entry.segmentName(), 10, entry.footer())))),
                CorruptArchiveException.class,
                "does not fit into a segment of 10");
    }

    @Test
    void refusesFramesThatLie() {
        byte[] payload = ManifestBytes.payload(List.of(), entries);
        byte[] stored = Zstd.compress(payload, 3);

        refused(
                ManifestBytes.sealed(ManifestBytes.COMMIT, 3, payload.length, new byte[0]),
                CorruptArchiveException.class,
                "content size of the zstd frame");
        refused(
                ManifestBytes.sealed(ManifestBytes.COMMIT, 3, payload.length, Arrays.copyOf(stored, stored.length - 9)),
                CorruptArchiveException.class,
                "zstd frame");
        byte[] two = Arrays.copyOf(stored, 2 * stored.length);
        System.arraycopy(stored, 0, two, stored.length, stored.length);
        refused(
                ManifestBytes.sealed(ManifestBytes.COMMIT, 3, payload.length, two),
                CorruptArchiveException.class,
                "bytes left over after the last segment");
    }

    @Test
    void refusesShortAndLongObjects() {
        byte[] object = ManifestBytes.manifest(ManifestBytes.COMMIT, 3, ManifestBytes.payload(List.of(), entries));

        refused(Arrays.copyOf(object, 111), CorruptArchiveException.class, "manifest of at least 112 bytes expected");
        refused(Arrays.copyOf(object, object.length + 1), CorruptArchiveException.class, "stored length expected");
        byte[] payload = object.clone();
        payload[150] ^= 1;
        refused(payload, CorruptArchiveException.class, "checksum of the payload expected");
        byte[] end = object.clone();
        end[object.length - 1] ^= 1;
        refused(end, CorruptArchiveException.class, "magic expected VARVEMND");
    }
}
