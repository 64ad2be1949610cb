// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import org.jspecify.annotations.Nullable;

/** Why offsets that should be archived are not: FORMAT.md, section 8. The numbers stand on disk. */
public enum GapCause {
    /** The source no longer had them at first contact, or the backup was told to start after them. */
    BEFORE_FIRST_BACKUP(1),
    /** Retention deleted them before they were read. */
    RETENTION(2),
    /** Somebody deleted records before they were read. */
    RECORDS_DELETED(3),
    /** The log start moved, and nothing tells why. */
    UNKNOWN(4);

    private final int id;

    GapCause(int id) {
        this.id = id;
    }

    /** The number on disk. */
    public int id() {
        return id;
    }

    /** The cause with that number on disk, or null if there is none. */
    public static @Nullable GapCause fromId(int id) {
        return switch (id) {
            case 1 -> BEFORE_FIRST_BACKUP;
            case 2 -> RETENTION;
            case 3 -> RECORDS_DELETED;
            case 4 -> UNKNOWN;
            default -> null;
        };
    }
}
