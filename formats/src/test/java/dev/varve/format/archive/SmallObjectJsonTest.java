// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.UnsupportedFormatException;
import dev.varve.format.codec.Crc32c;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SmallObjectJsonTest {
    private static final JsonObjects.Sample TOPIC = sample("topic.json");

    private static JsonObjects.Sample sample(String name) {
        return Objects.requireNonNull(JsonObjects.all().get(name));
    }

    /** The object with other text, and a checksum that fits. */
    static byte[] sealed(String withoutChecksum) {
        return seal(withoutChecksum.getBytes(UTF_8));
    }

    static byte[] seal(byte[] checked) {
        byte[] end = ("\"crc32c\":\"" + Crc32c.hex(Crc32c.of(checked)) + "\"}\n").getBytes(UTF_8);
        byte[] object = Arrays.copyOf(checked, checked.length + end.length);
        System.arraycopy(end, 0, object, checked.length, end.length);
        return object;
    }

    private static String text(JsonObjects.Sample sample) {
        return new String(sample.bytes(), 0, sample.bytes().length - 21, UTF_8);
    }

    private static byte[] changed(String from, String to) {
        assertThat(text(TOPIC)).contains(from);
        return sealed(text(TOPIC).replace(from, to));
    }

    private static void refused(byte[] object, String... why) {
        assertThatThrownBy(() -> TOPIC.decoder().decode("topics/t.json", object))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageStartingWith("Corrupt object topics/t.json at byte position ")
                .hasMessageContainingAll(why);
    }

    @Test
    void sealedObjectIsRead() throws IOException {
        assertThat(TOPIC.decoder().decode("topics/t.json", sealed(text(TOPIC)))).isEqualTo(TOPIC.value());
    }

    @Test
    void unknownMembersAreIgnored() throws IOException {
        byte[] object = changed("\"internal\":", "\"later\":{\"a\":[1,2]},\"incompatible\":[],\"internal\":");

        assertThat(TOPIC.decoder().decode("topics/t.json", object)).isEqualTo(TOPIC.value());
    }

    @Test
    void whitespaceAndOrderDoNotMatter() throws IOException {
        byte[] object = changed(
                "{\"format\":\"varve-topic\",\"version\":1,", "{ \"version\" : 1,\n\"format\":\"varve-topic\",");

        assertThat(TOPIC.decoder().decode("topics/t.json", object)).isEqualTo(TOPIC.value());
    }

    @Test
    void refusesUnknownIncompatibleFeatures() {
        assertThatThrownBy(() -> TOPIC.decoder()
                        .decode("topics/t.json", changed("\"internal\":", "\"incompatible\":[\"x\"],\"internal\":")))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining("unknown feature x");
    }

    @Test
    void refusesNewerVersion() {
        assertThatThrownBy(() -> TOPIC.decoder().decode("topics/t.json", changed("\"version\":1", "\"version\":2")))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining("version 2, this software reads version 1");
    }

    @Test
    void refusesNewerPathScheme() {
        JsonObjects.Sample identity = sample("identity.json");
        byte[] object = sealed(text(identity).replace("\"pathScheme\":1", "\"pathScheme\":2"));

        assertThatThrownBy(() -> identity.decoder().decode(identity.objectName(), object))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining("path scheme 2");
    }

    @Test
    void refusesIdentityUnderAnotherName() {
        JsonObjects.Sample identity = sample("identity.json");

        assertThatThrownBy(() -> identity.decoder().decode("identity/00.json", identity.bytes()))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining("does not belong to this name");
    }

    @Test
    void refusesDamagedFrame() {
        byte[] bytes = TOPIC.bytes();
        byte[] wrongChecksum = bytes.clone();
        wrongChecksum[bytes.length - 5] ^= 1;
        refused(wrongChecksum, "checksum expected ", ", found ");
        refused(Arrays.copyOf(bytes, bytes.length + 1), "does not end with its checksum as last member");
        refused(Arrays.copyOf(bytes, bytes.length - 1), "does not end with its checksum as last member");
        refused(new byte[0], "expected 22 to 16777216 bytes, found 0");
        refused(new byte[16 * 1024 * 1024 + 1], "bytes, found 16777217");
    }

    @Test
    void refusesMalformedJson() {
        refused(changed("\"internal\":false", "\"internal\":false,\"internal\":false"), "Duplicate field 'internal'");
        refused(changed("\"value\":null,", "\"value\":null,\"value\":null,"), "Duplicate field 'value'");
        refused(sealed("\ufeff" + text(TOPIC)), "malformed JSON");
        refused(sealed(text(TOPIC).replace("{\"format\"", "[{\"format\"")), "malformed JSON");
        refused(sealed("1 " + text(TOPIC)), "malformed JSON");
        refused(sealed("[{},{"), "malformed JSON");
        refused(changed("12", "012"), "malformed JSON");
        refused(changed("12", "NaN"), "malformed JSON");
        refused(sealed("{".repeat(2000)), "malformed JSON");
    }

    @Test
    void refusesMalformedUtf8() {
        byte[] checked = text(TOPIC).getBytes(UTF_8);
        for (int i = 0; i < checked.length; i++) {
            if (checked[i] == 'q') {
                checked[i] = (byte) 0xff;
            }
        }

        refused(seal(checked), "malformed UTF-8");
    }

    @Test
    void refusesOtherEncodings() {
        refused(seal(text(TOPIC).getBytes(StandardCharsets.UTF_16LE)), "malformed");
    }

    @Test
    void refusesMembersOfTheWrongKind() {
        refused(changed("\"varve-topic\"", "\"varve-change\""), "expected format varve-topic, found varve-change");
        refused(changed("\"partitions\":12", "\"partitions\":\"12\""), "member partitions: expected an integer, found");
        refused(changed("\"partitions\":12", "\"partitions\":12.0"), "member partitions: expected an integer, found");
        refused(
                changed("\"partitions\":12", "\"partitions\":-1"),
                "expected an integer from 0 to 2147483647, found -1");
        refused(changed("\"partitions\":12", "\"partitions\":4294967296"), "found 4294967296");
        refused(changed("\"partitions\":12", "\"partitions\":99999999999999999999"), "expected an integer");
        refused(changed("\"partitions\":12,", ""), "member partitions is missing");
        refused(changed("\"internal\":false", "\"internal\":0"), "member internal: expected true or false, found 0");
        refused(changed("\"topic\":\"orders\"", "\"topic\":\"a b\""), "expected a topic name, found a b");
        refused(changed(JsonObjects.TOPIC.hex(), JsonObjects.TOPIC.hex().toUpperCase(Locale.ROOT)), "32 lower-case");
        refused(changed("2026-02-01T03:04:05.006Z", "2026-02-01"), "member observed: expected a time such as");
        refused(changed("2026-02-01T03:04:05.006Z", "+10000-02-01T03:04:05Z"), "member observed: expected a time");
        refused(changed("\"configs\":[", "\"configs\":[1,"), "member configs: expected objects, found 1");
        refused(changed("\"name\":\"note\"", "\"name\":null"), "member configs[2].name: expected a string, found null");
    }

    @Test
    void refusesEmptyRanges() {
        JsonObjects.Sample erase = sample("change-erase.json");
        byte[] object = sealed(text(erase).replace("\"start\":10", "\"start\":9223372036854775807"));

        assertThatThrownBy(() -> erase.decoder().decode("changes/c.json", object))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining("member ranges[0].end: expected more than the start");
    }

    @Test
    void refusesToWriteWhatNobodyWouldRead() {
        TopicDescription large = new TopicDescription(
                JsonObjects.ARCHIVE,
                "orders",
                JsonObjects.TOPIC,
                JsonObjects.TIME,
                1,
                1,
                false,
                List.of(new TopicSetting("a", "x".repeat(17 * 1024 * 1024), "DEFAULT_CONFIG")));

        assertThatThrownBy(() -> TopicDescriptionJson.encode(large))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Invalid varve-topic: need at most 16777216 bytes as JSON");
    }
}
