// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.varve.format.Id;
import dev.varve.format.UnsupportedFormatException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** {@link Change} as JSON: FORMAT.md section 5. */
public final class ChangeJson {
    private static final String FORMAT = "varve-change";

    private ChangeJson() {}

    /** The whole object. Equal changes give equal bytes. */
    public static byte[] encode(Change change) {
        return SmallObjectJson.encode(FORMAT, json -> {
            json.writeStringField("kind", change.kind());
            json.writeStringField("created", change.created().toString());
            json.writeStringField("reason", change.reason());
            writeMembers(json, change);
        });
    }

    /**
     * Reads a whole object.
     *
     * @param objectName for messages
     * @throws dev.varve.format.CorruptArchiveException if the object is damaged
     * @throws UnsupportedFormatException if it needs a newer reader, or is a change of unknown kind
     */
    public static Change decode(String objectName, byte[] object) throws IOException {
        JsonMembers members = SmallObjectJson.decode(objectName, object, FORMAT);
        String kind = members.text("kind");
        Instant created = members.instant("created");
        String reason = members.text("reason");
        return switch (kind) {
            case Change.Replace.KIND ->
                new Change.Replace(created, reason, members.ids("removed"), members.texts("added"));
            case Change.Expire.KIND -> new Change.Expire(created, reason, members.ids("removed"), ranges(members));
            case Change.Erase.KIND -> new Change.Erase(created, reason, ranges(members));
            case Change.Hold.KIND ->
                new Change.Hold(created, reason, members.text("name"), members.nullableInstant("until"));
            default -> throw new UnsupportedFormatException(objectName, 0, "unknown kind of change " + kind);
        };
    }

    private static void writeMembers(JsonGenerator json, Change change) throws IOException {
        if (change instanceof Change.Replace replace) {
            writeIds(json, "removed", replace.removed());
            json.writeArrayFieldStart("added");
            for (String name : replace.added()) {
                json.writeString(name);
            }
            json.writeEndArray();
        } else if (change instanceof Change.Expire expire) {
            writeIds(json, "removed", expire.removed());
            writeRanges(json, expire.ranges());
        } else if (change instanceof Change.Erase erase) {
            writeRanges(json, erase.ranges());
        } else if (change instanceof Change.Hold hold) {
            json.writeStringField("name", hold.name());
            json.writeStringField("until", Objects.toString(hold.until(), null));
        }
    }

    private static void writeIds(JsonGenerator json, String member, List<Id> ids) throws IOException {
        json.writeArrayFieldStart(member);
        for (Id id : ids) {
            json.writeString(id.hex());
        }
        json.writeEndArray();
    }

    private static void writeRanges(JsonGenerator json, List<Change.Range> ranges) throws IOException {
        json.writeArrayFieldStart("ranges");
        for (Change.Range range : ranges) {
            json.writeStartObject();
            json.writeStringField("topicId", range.topicId().hex());
            json.writeNumberField("partition", range.partition());
            json.writeNumberField("start", range.offsets().start());
            json.writeNumberField("end", range.offsets().end());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static List<Change.Range> ranges(JsonMembers members) throws IOException {
        List<Change.Range> ranges = new ArrayList<>();
        for (JsonMembers range : members.objects("ranges")) {
            ranges.add(new Change.Range(range.id("topicId"), range.smallInteger("partition", 0), range.offsets()));
        }
        return ranges;
    }
}
