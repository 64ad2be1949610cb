// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.config;

import dev.varve.job.config.OptionType;
import dev.varve.job.config.OptionValues;
import dev.varve.job.config.OptionValues.Option;
import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which records are wanted, by their own timestamps.
 *
 * @param from inclusive; null for no limit
 * @param until exclusive; null for no limit
 */
public record TimeRange(@Nullable Instant from, @Nullable Instant until) implements Serializable {
    /** Every record. */
    public static final TimeRange ALL = new TimeRange(null, null);

    static final Option<Instant> FROM = Option.optional(
            "timeRange.from",
            OptionType.instant(),
            "no limit",
            "Only records with this timestamp or a later one. Each record's own timestamp decides.");
    static final Option<Instant> UNTIL = Option.optional(
            "timeRange.until", OptionType.instant(), "no limit", "Only records with a timestamp before this.");

    /** The one that an object of the configuration gives; empty if it gives none. */
    static Optional<TimeRange> of(OptionValues values) {
        @Nullable Instant from = values.find(FROM).orElse(null);
        @Nullable Instant until = values.find(UNTIL).orElse(null);
        if (from != null && until != null && !from.isBefore(until)) {
            String facts =
                    "timeRange.from " + values.text(FROM) + " is not before timeRange.until " + values.text(UNTIL);
            values.reject(FROM, "Invalid combination: " + facts + ".", "until is exclusive");
        }
        return from == null && until == null ? Optional.empty() : Optional.of(new TimeRange(from, until));
    }
}
