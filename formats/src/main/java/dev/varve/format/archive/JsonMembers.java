// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.archive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.format.CorruptArchiveException;
import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Strict access to the members of a JSON object. Every mismatch is damage, with the path of the member. */
final class JsonMembers {
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private final String objectName;
    private final String path;
    private final JsonNode node;

    JsonMembers(String objectName, String path, JsonNode node) {
        this.objectName = objectName;
        this.path = path;
        this.node = node;
    }

    CorruptArchiveException corrupt(String finding) {
        return new CorruptArchiveException(objectName, 0, finding);
    }

    String text(String member) throws CorruptArchiveException {
        JsonNode value = required(member);
        if (!value.isTextual()) {
            throw unexpected(member, "a string", value);
        }
        return value.textValue();
    }

    @Nullable
    String nullableText(String member) throws CorruptArchiveException {
        return required(member).isNull() ? null : text(member);
    }

    long integer(String member, long least, long most) throws CorruptArchiveException {
        JsonNode value = required(member);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw unexpected(member, "an integer", value);
        }
        long number = value.longValue();
        if (number < least || number > most) {
            throw unexpected(member, "an integer from " + least + " to " + most, value);
        }
        return number;
    }

    int smallInteger(String member, int least) throws CorruptArchiveException {
        return Math.toIntExact(integer(member, least, Integer.MAX_VALUE));
    }

    boolean flag(String member) throws CorruptArchiveException {
        JsonNode value = required(member);
        if (!value.isBoolean()) {
            throw unexpected(member, "true or false", value);
        }
        return value.booleanValue();
    }

    Id id(String member) throws CorruptArchiveException {
        return parseId(member, text(member));
    }

    Instant instant(String member) throws CorruptArchiveException {
        String text = text(member);
        try {
            Instant time = Instant.parse(text);
            if (time.isBefore(FIRST) || !time.isBefore(END)) {
                throw new DateTimeException("year out of range");
            }
            return time;
        } catch (DateTimeException e) {
            throw corrupt("member " + path + member + ": expected a time such as 2026-02-01T00:00:00Z, found " + text);
        }
    }

    @Nullable
    Instant nullableInstant(String member) throws CorruptArchiveException {
        return required(member).isNull() ? null : instant(member);
    }

    OffsetRange offsets() throws CorruptArchiveException {
        long start = integer("start", 0, Long.MAX_VALUE);
        long end = integer("end", 0, Long.MAX_VALUE);
        if (end <= start) {
            throw corrupt("member " + path + "end: expected more than the start " + start + ", found " + end);
        }
        return new OffsetRange(start, end);
    }

    List<String> texts(String member) throws CorruptArchiveException {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : list(member)) {
            if (!value.isTextual()) {
                throw unexpected(member, "strings", value);
            }
            texts.add(value.textValue());
        }
        return texts;
    }

    List<String> optionalTexts(String member) throws CorruptArchiveException {
        return node.has(member) ? texts(member) : List.of();
    }

    List<Id> ids(String member) throws CorruptArchiveException {
        List<Id> ids = new ArrayList<>();
        for (String text : texts(member)) {
            ids.add(parseId(member, text));
        }
        return ids;
    }

    List<JsonMembers> objects(String member) throws CorruptArchiveException {
        List<JsonMembers> objects = new ArrayList<>();
        for (JsonNode value : list(member)) {
            if (!value.isObject()) {
                throw unexpected(member, "objects", value);
            }
            objects.add(new JsonMembers(objectName, path + member + "[" + objects.size() + "].", value));
        }
        return objects;
    }

    private JsonNode list(String member) throws CorruptArchiveException {
        JsonNode value = required(member);
        if (!value.isArray()) {
            throw unexpected(member, "a list", value);
        }
        return value;
    }

    private Id parseId(String member, String text) throws CorruptArchiveException {
        try {
            return Id.fromHex(text);
        } catch (IllegalArgumentException e) {
            throw corrupt("member " + path + member + ": expected 32 lower-case hexadecimal digits, found " + text);
        }
    }

    private JsonNode required(String member) throws CorruptArchiveException {
        JsonNode value = node.get(member);
        if (value == null) {
            throw corrupt("member " + path + member + " is missing");
        }
        return value;
    }

    private CorruptArchiveException unexpected(String member, String expected, JsonNode found) {
        String text = found.toString();
        String shown = text.length() > 100 ? text.substring(0, 100) + "..." : text;
        return corrupt("member " + path + member + ": expected " + expected + ", found " + shown);
    }
}
