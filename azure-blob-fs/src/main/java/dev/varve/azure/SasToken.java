// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A shared access signature. Its text shows what it allows and until when, never the signature. */
final class SasToken {
    private final String query;
    private final Map<String, String> parameters;

    private SasToken(String query, Map<String, String> parameters) {
        this.query = query;
        this.parameters = parameters;
    }

    /**
     * Reads a token as the portal and the command line print it: alone, after a question mark, or as the end of a URL.
     *
     * @throws IOException if it has no signature; the message does not repeat it
     */
    static SasToken of(String text) throws IOException {
        String query = text.substring(text.indexOf('?') + 1);
        Map<String, String> parameters = new HashMap<>();
        for (String each : query.split("&", -1)) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                parameters.put(each.substring(0, equals), decode(each.substring(equals + 1)));
            }
        }
        if (!parameters.containsKey("sig")) {
            throw new IOException("Invalid SAS token in " + AzureBlobOptions.SAS_TOKEN.key()
                    + ": it has no signature (sig=...). HINT: take all that follows the ? of the SAS URL, in quotes,"
                    + " because it contains &.");
        }
        return new SasToken(query, Map.copyOf(parameters));
    }

    private static String decode(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // The service will say what is wrong with it.
            return value;
        }
    }

    /** Secret: what is appended to URLs. */
    String query() {
        return query;
    }

    /** When it ends; empty if a policy of the container says it, or the time cannot be read. */
    Optional<Instant> expiry() {
        return Optional.ofNullable(parameters.get("se")).flatMap(SasToken::time);
    }

    /** Letters of what it allows; empty if a policy of the container says it. */
    Optional<String> permissions() {
        return Optional.ofNullable(parameters.get("sp"));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(
                    text.indexOf('T') < 0
                            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "SAS token, permissions " + permissions().orElse("of a policy") + ", valid until "
                + expiry().map(Instant::toString).orElse("what a policy says");
    }
}
