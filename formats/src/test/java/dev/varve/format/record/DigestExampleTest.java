// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keeps the worked example of FORMAT.md, section 11 in step with the code. */
class DigestExampleTest {

    private static final String BEGIN = "<!-- digest example: checked by DigestExampleTest -->\n";
    private static final String END = "<!-- end of digest example -->";

    private static final List<ArchivedRecord> RECORDS = List.of(
            record(1_767_225_600_000L, null, "hello", List.of()),
            record(1_767_225_600_001L, "k1", null, List.of()),
            record(-1, "", "v", List.of(header("h", "x"), header("h", ""), header("", null))));

    private static final List<String> DESCRIPTIONS = List.of(
            "timestamp 1767225600000, key null, value `hello`, no headers",
            "timestamp 1767225600001, key `k1`, value null (a tombstone), no headers",
            "timestamp -1, key empty, value `v`, headers `h`=`x`, `h`=empty, (empty key)=null");

    @Test
    void documentShowsWhatTheCodeComputes() throws Exception {
        String document = Files.readString(Path.of("FORMAT.md"));

        String example = document.substring(document.indexOf(BEGIN) + BEGIN.length(), document.indexOf(END));

        assertThat(example).isEqualTo(example());
    }

    private static String example() {
        StringBuilder text = new StringBuilder();
        text.append("XXH64 with seed 0 of no bytes is `ef46db3751d8e999`, of `a` `d24ec4f1a98c6e5b`, of `abc` ")
                .append("`44bc2cf5ad770999`.\n\nThree records, the digests after each, with seed 0:\n\n```\n");
        RecordHash hash = new RecordHash(0);
        ContentDigest whole = ContentDigest.EMPTY;
        for (int i = 0; i < RECORDS.size(); i++) {
            ArchivedRecord record = RECORDS.get(i);
            long h = RecordHashTest.hashOf(hash, record);
            whole = whole.append(h);
            text.append(i + 1)
                    .append(": ")
                    .append(DESCRIPTIONS.get(i).replace("`", "\""))
                    .append('\n');
            text.append("   canonical ").append(hex(record.canonicalBytes())).append('\n');
            text.append("   h ").append(hex(h)).append("  D ").append(hex(whole.ordered()));
            text.append("  S ").append(hex(whole.unordered())).append('\n');
        }
        text.append("```\n\nAs two runs, the first with record 1, the second with records 2 and 3:\n\n```\n");
        ContentDigest first = digest(hash, RECORDS.subList(0, 1));
        ContentDigest second = digest(hash, RECORDS.subList(1, 3));
        text.append("D1 ")
                .append(hex(first.ordered()))
                .append("  S1 ")
                .append(hex(first.unordered()))
                .append('\n');
        text.append("D2 ").append(hex(second.ordered())).append("  S2 ").append(hex(second.unordered()));
        ContentDigest joined = first.join(second);
        text.append("  n2 2\nD  ").append(hex(joined.ordered())).append("  S  ").append(hex(joined.unordered()));
        return text.append("\n```\n").toString();
    }

    private static ContentDigest digest(RecordHash hash, List<ArchivedRecord> records) {
        ContentDigest digest = ContentDigest.EMPTY;
        for (ArchivedRecord record : records) {
            digest = digest.append(RecordHashTest.hashOf(hash, record));
        }
        return digest;
    }

    private static String hex(long value) {
        return HexFormat.of().toHexDigits(value);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static ArchivedRecord record(
            long timestamp, @Nullable String key, @Nullable String value, List<RecordHeader> headers) {
        return new ArchivedRecord(0, timestamp, TimestampType.CREATE_TIME, 0, bytes(key), bytes(value), headers);
    }

    private static RecordHeader header(String key, @Nullable String value) {
        return new RecordHeader(key, bytes(value));
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
