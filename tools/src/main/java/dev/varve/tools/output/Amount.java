// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.output;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Counts, bytes, times and durations as people read them; the same in every locale. */
public final class Amount {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Amount() {}

    /** With thousands separators: {@code 1,234,567}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A count and its noun: {@code 1 record}, {@code 2,000 records}. */
    public static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** {@code 999 B}, {@code 1.5 KiB}, {@code 12.0 MiB}. */
    public static String bytes(long number) {
        if (number < 1024) {
            return number + " B";
        }
        double scaled = number / 1024.0;
        int unit = 0;
        while (scaled >= 1023.95 && unit < UNITS.length - 1) {
            scaled /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", scaled, UNITS[unit]);
    }

    /** How many times smaller it became, {@code 3.24}; a dash if nothing is stored. */
    public static String ratio(long original, long stored) {
        return stored <= 0 ? "-" : String.format(Locale.ROOT, "%.2f", (double) original / stored);
    }

    /** {@code 0.4 s}, {@code 12 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    public static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    /** UTC, to the minute: {@code 2026-02-01 10:00}. */
    public static String minute(long millis) {
        return MINUTE.format(Instant.ofEpochMilli(millis));
    }

    /** UTC, to the second: {@code 2026-02-01 10:00:07}. */
    public static String second(long millis) {
        return SECOND.format(Instant.ofEpochMilli(millis));
    }
}
