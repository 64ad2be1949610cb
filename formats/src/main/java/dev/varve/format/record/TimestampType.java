// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.record;

import org.jspecify.annotations.Nullable;

/** What a record's timestamp means. The numbers stand on disk. */
public enum TimestampType {
    /** Set by the producer. */
    CREATE_TIME(0),
    /** Set by the broker. */
    LOG_APPEND_TIME(1),
    /** There is none: a record of the oldest message format, or an entry without records. */
    NONE(2);

    private final int id;

    TimestampType(int id) {
        this.id = id;
    }

    /** The number on disk. */
    public int id() {
        return id;
    }

    /** The type with that number on disk, or null if there is none. */
    public static @Nullable TimestampType fromId(int id) {
        return switch (id) {
            case 0 -> CREATE_TIME;
            case 1 -> LOG_APPEND_TIME;
            case 2 -> NONE;
            default -> null;
        };
    }
}
