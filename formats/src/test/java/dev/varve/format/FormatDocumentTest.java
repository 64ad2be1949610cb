// SPDX-License-Identifier: Apache-2.0
package dev.varve.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.block.BlockHeader;
import dev.varve.format.block.RunHeader;
import dev.varve.format.codec.Crc32c;
import dev.varve.format.record.ContentDigest;
import dev.varve.format.segment.SegmentIdentity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** FORMAT.md and the code name the same numbers. */
class FormatDocumentTest {

    private static String document = "";

    @BeforeAll
    static void read() throws Exception {
        document = Files.readString(Path.of("FORMAT.md"));
    }

    @Test
    void tableGivesTheSameChecksums() {
        int[] table = table();

        assertThat(table).hasSize(256);
        assertThat(crc(table, "123456789")).isEqualTo(0xe3069283);
        assertThat(document).contains("`CRC(\"123456789\")` = `e3069283`");
        for (int length = 0; length < 300; length += 7) {
            String text = "x".repeat(length);
            assertThat(Crc32c.of(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(crc(table, text));
        }
        for (int i = 0; i < table.length; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82f63b78;
            }
            assertThat(table[i]).isEqualTo(crc);
        }
    }

    @Test
    void sizesAreTheSame() {
        assertThat(document)
                .contains("Segment identity, " + SegmentIdentity.LENGTH + " bytes")
                .contains("\n" + RunHeader.LENGTH + " bytes, in block headers and in footer entries alike")
                .contains("Header length = 80 + 2 + name length + " + RunHeader.LENGTH + " × runs + 4")
                .contains("magic `" + BlockHeader.MAGIC + "`");
        assertThat(BlockHeader.lengthWith(6, 2)).isEqualTo(80 + 2 + 6 + 96 * 2 + 4);
    }

    @Test
    void limitsAreTheSame() {
        assertThat(document)
                .contains("| raw payload of a block | " + number(FormatLimits.RAW_BLOCK_BYTES) + " bytes")
                .contains("for zstd also 131,072 + 40,000 × stored length |")
                .contains("| stored payload of a block | raw length + raw length / 128 + 1,024 |")
                .contains("| runs in a block | " + number(FormatLimits.RUNS_PER_BLOCK) + " |")
                .contains("| header of a block | " + number(FormatLimits.BLOCK_HEADER_BYTES) + " bytes |")
                .contains("| footer | " + number(FormatLimits.FOOTER_BYTES) + " bytes")
                .contains("| topic name | " + FormatLimits.TOPIC_NAME_BYTES + " bytes |")
                .contains("| object name | " + number(FormatLimits.OBJECT_NAME_BYTES) + " bytes |");
        assertThat(FormatLimits.rawBytesFromZstd(10)).isEqualTo(131_072 + 400_000);
        assertThat(FormatLimits.storedBlockBytes(1280)).isEqualTo(1280 + 10 + 1024);
        assertThat(FormatLimits.JSON_BYTES).isEqualTo(16 << 20);
        assertThat(FormatLimits.STORED_MANIFEST_BYTES).isEqualTo(1L << 30);
        assertThat(FormatLimits.RAW_MANIFEST_BYTES).isEqualTo(16L << 30);
        assertThat(FormatLimits.SEGMENT_BYTES).isEqualTo(1L << 62);
    }

    @Test
    void digestConstantsAreTheSame() {
        assertThat(document).contains("`P = 2^61 - 1`, `B = " + ContentDigest.BASE + "`");
        assertThat(ContentDigest.MODULUS).isEqualTo((1L << 61) - 1);
    }

    @Test
    void versionIsTheSame() {
        assertThat(document)
                .contains("| " + FormatVersion.MAJOR + "." + FormatVersion.MINOR + " | the first release |");
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static int crc(int[] table, String text) {
        int crc = -1;
        for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
            crc = table[(crc ^ b) & 0xff] ^ crc >>> 8;
        }
        return ~crc;
    }

    private static int[] table() {
        Matcher words = Pattern.compile("\\b[0-9a-f]{8}\\b").matcher(document);
        List<Integer> table = new ArrayList<>();
        for (int at = document.indexOf("```\n00000000 f26b8303");
                words.find(at) && table.size() < 256;
                at = words.end()) {
            table.add(Integer.parseUnsignedInt(words.group(), 16));
        }
        return table.stream().mapToInt(Integer::intValue).toArray();
    }
}
