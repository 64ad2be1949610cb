// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of one JSON object in the order in which they were put. */
public final class JsonMembers {
    private static final ObjectWriter INDENTED = new ObjectMapper().writerWithDefaultPrettyPrinter();

    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

    /**
     * Adds or replaces a member.
     *
     * @param value null, text, a number, a boolean, a list, a map, or a time, which becomes ISO-8601 text in UTC
     */
    public JsonMembers put(String name, @Nullable Object value) {
        members.put(name, value instanceof Instant time ? time.toString() : value);
        return this;
    }

    /** Adds a time in milliseconds as ISO-8601 text in UTC. */
    public JsonMembers putTime(String name, long millis) {
        return put(name, Instant.ofEpochMilli(millis));
    }

    /** A view that shows later puts. */
    public Map<String, @Nullable Object> asMap() {
        return Collections.unmodifiableMap(members);
    }

    /** Several lines, without a newline at the end. */
    @Override
    public String toString() {
        try {
            return INDENTED.writeValueAsString(members);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
