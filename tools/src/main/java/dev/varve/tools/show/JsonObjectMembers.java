// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.show;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.format.FormatLimits;
import dev.varve.format.archive.ArchiveIdentityJson;
import dev.varve.format.archive.ChangeJson;
import dev.varve.format.archive.TopicDescriptionJson;
import dev.varve.format.store.Store;
import dev.varve.tools.output.JsonMembers;
import dev.varve.tools.show.ShownFile.Problems;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Identity, topic description or change: its members as they stand in the file. */
final class JsonObjectMembers {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, @Nullable Object>> MEMBERS = new TypeReference<>() {};

    private JsonObjectMembers() {}

    static void put(JsonMembers members, Store store, String name, Problems problems) throws IOException {
        byte[] object = store.readSmall(name, FormatLimits.JSON_BYTES);
        Map<String, @Nullable Object> content;
        try {
            content = MAPPER.readValue(object, MEMBERS);
        } catch (JsonProcessingException e) {
            members.put("type", "json");
            problems.add("Corrupt object " + name + ": malformed JSON: " + e.getOriginalMessage());
            return;
        }
        String format = String.valueOf(content.get("format"));
        members.put("type", format.replaceFirst("^varve-", ""));
        content.forEach(members::put);
        try {
            check(format, name, object, problems);
        } catch (IOException e) {
            problems.add(e);
        }
    }

    private static void check(String format, String name, byte[] object, Problems problems) throws IOException {
        switch (format) {
            case "varve-identity" -> ArchiveIdentityJson.decode(name, object);
            case "varve-topic" -> TopicDescriptionJson.decode(name, object);
            case "varve-change" -> ChangeJson.decode(name, object);
            default -> problems.add("Unknown kind of JSON object: format is " + format);
        }
    }
}
