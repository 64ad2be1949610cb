// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.listing;

import dev.varve.format.Id;
import dev.varve.format.archive.Archive;
import dev.varve.format.layout.ObjectNames;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** When a backup first described each topic id, by the names of the descriptions: a hint, for people. */
final class FirstSeen {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT);

    private FirstSeen() {}

    static Map<Id, Instant> of(Archive archive) throws IOException {
        Map<Id, Instant> times = new HashMap<>();
        archive.store().list(ObjectNames.TOPICS_FOLDER, (name, length) -> {
            String[] parts = name.split("/", -1);
            if (parts.length == 4 && !ObjectNames.isHidden(name) && parts[3].indexOf('-') > 0) {
                add(times, parts[2], parts[3].substring(0, parts[3].indexOf('-')));
            }
        });
        return times;
    }

    private static void add(Map<Id, Instant> times, String id, String time) {
        try {
            Instant seen = LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC);
            times.merge(Id.fromHex(id), seen, (a, b) -> a.isBefore(b) ? a : b);
        } catch (DateTimeParseException | IllegalArgumentException e) {
            // Objects outside the grammar of names are ignored.
            return;
        }
    }
}
