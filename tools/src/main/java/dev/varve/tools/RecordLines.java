// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RecordHeader;
import dev.varve.format.record.TimestampType;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as lines of JSON without loss: bytes are a string if they are valid UTF-8, else an object
 * {@code {"base64": "..."}}; null is null. For one thread; does not close the writer.
 */
final class RecordLines {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .build();

    private final JsonGenerator json;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);

    RecordLines(Writer target) throws IOException {
        json = FACTORY.createGenerator(target);
        json.setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    void write(ArchivedRecord record) throws IOException {
        json.writeStartObject();
        json.writeNumberField("offset", record.offset());
        json.writeNumberField("timestamp", record.timestamp());
        json.writeStringField("timestampType", name(record.timestampType()));
        json.writeNumberField("leaderEpoch", record.leaderEpoch());
        json.writeFieldName("key");
        writeBytes(record.key());
        json.writeFieldName("value");
        writeBytes(record.value());
        json.writeArrayFieldStart("headers");
        for (RecordHeader header : record.headers()) {
            json.writeStartArray();
            json.writeString(header.key());
            writeBytes(header.value());
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
    }

    /** Hands what is buffered to the writer. */
    void flush() throws IOException {
        json.flush();
    }

    private void writeBytes(byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            json.writeNull();
            return;
        }
        try {
            json.writeString(utf8.decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            json.writeStartObject();
            json.writeStringField("base64", Base64.getEncoder().encodeToString(bytes));
            json.writeEndObject();
        }
    }

    /** As Kafka calls them. */
    private static String name(TimestampType type) {
        return switch (type) {
            case CREATE_TIME -> "CreateTime";
            case LOG_APPEND_TIME -> "LogAppendTime";
            case NONE -> "NoTimestampType";
        };
    }
}
