// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.varve.format.CorruptArchiveException;
import dev.varve.format.FormatLimits;
import dev.varve.format.UnsupportedFormatException;
import dev.varve.format.codec.Crc32c;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** The frame that identity, topic description and change share: one JSON object that ends with its checksum (FORMAT.md section 5). */
final class SmallObjectJson {
    private static final int VERSION = 1;
    private static final String CHECKSUM_START = "\"crc32c\":\"";
    private static final String CHECKSUM_END = "\"}\n";
    private static final int CHECKSUM_LENGTH = 21;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SmallObjectJson() {}

    /** Writes the members of an object. */
    @FunctionalInterface
    interface Members {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** An object with {@code format} and {@code version}, then the members, then the checksum. */
    static byte[] encode(String format, Members members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = MAPPER.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("format", format);
            json.writeNumberField("version", VERSION);
            members.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        text.getBuffer().setLength(text.getBuffer().length() - 1);
        byte[] checked = text.append(',').toString().getBytes(StandardCharsets.UTF_8);
        byte[] end = (CHECKSUM_START + HexFormat.of().toHexDigits(Crc32c.of(checked, 0, checked.length)) + CHECKSUM_END)
                .getBytes(StandardCharsets.UTF_8);
        byte[] object = Arrays.copyOf(checked, checked.length + end.length);
        System.arraycopy(end, 0, object, checked.length, end.length);
        if (object.length > FormatLimits.JSON_BYTES) {
            throw new IllegalArgumentException("Invalid " + format + ": need at most " + FormatLimits.JSON_BYTES
                    + " bytes as JSON, found: " + object.length);
        }
        return object;
    }

    /** The value of the {@code crc32c} member of an object made by {@link #encode}. */
    static int checksum(byte[] object) {
        return Crc32c.of(object, 0, object.length - CHECKSUM_LENGTH);
    }

    /** Checks the frame and returns the members. */
    static JsonMembers decode(String objectName, byte[] object, String format) throws IOException {
        checkFrame(objectName, object);
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(object))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CorruptArchiveException(objectName, 0, "malformed UTF-8", e);
        }
        JsonNode tree;
        try {
            tree = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            long position =
                    e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getCharOffset());
            throw new CorruptArchiveException(objectName, position, "malformed JSON: " + e.getOriginalMessage(), e);
        }
        if (!tree.isObject()) {
            throw new CorruptArchiveException(objectName, 0, "expected a JSON object, found " + tree.getNodeType());
        }
        JsonMembers members = new JsonMembers(objectName, "", tree);
        String found = members.text("format");
        if (!found.equals(format)) {
            throw members.corrupt("expected format " + format + ", found " + found);
        }
        checkVersion(objectName, members);
        return members;
    }

    private static void checkFrame(String objectName, byte[] object) throws CorruptArchiveException {
        int end = object.length - CHECKSUM_LENGTH;
        if (object.length > FormatLimits.JSON_BYTES || end < 1) {
            throw new CorruptArchiveException(
                    objectName,
                    0,
                    "expected " + (CHECKSUM_LENGTH + 1) + " to " + FormatLimits.JSON_BYTES + " bytes, found "
                            + object.length);
        }
        String frame = new String(object, end, CHECKSUM_LENGTH, StandardCharsets.ISO_8859_1);
        String expected = CHECKSUM_START + HexFormat.of().toHexDigits(checksum(object)) + CHECKSUM_END;
        if (!frame.startsWith(CHECKSUM_START) || !frame.endsWith(CHECKSUM_END)) {
            throw new CorruptArchiveException(
                    objectName, end, "the object does not end with its checksum as last member and a newline");
        }
        if (!frame.equals(expected)) {
            int digits = CHECKSUM_START.length();
            throw new CorruptArchiveException(
                    objectName,
                    end,
                    "checksum expected " + expected.substring(digits, digits + 8) + ", found "
                            + frame.substring(digits, digits + 8));
        }
    }

    private static void checkVersion(String objectName, JsonMembers members) throws IOException {
        long version = members.integer("version", 1, Integer.MAX_VALUE);
        if (version != VERSION) {
            throw new UnsupportedFormatException(
                    objectName, 0, "version " + version + ", this software reads version " + VERSION);
        }
        for (String feature : members.optionalTexts("incompatible")) {
            throw new UnsupportedFormatException(objectName, 0, "unknown feature " + feature);
        }
    }
}
