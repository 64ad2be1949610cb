// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import org.jspecify.annotations.Nullable;

/** What an entry says about its offsets: FORMAT.md, section 8. The numbers stand on disk. */
public enum RunKind {
    /** The offsets were read; the records in them are all that the source had. */
    DATA(1),
    /** The offsets could not be read and will not come back. */
    GAP(2),
    /** The source's log was cut back. */
    TRUNCATED(3),
    /** The topic no longer exists at the source. */
    DELETED(4);

    private final int id;

    RunKind(int id) {
        this.id = id;
    }

    /** The number on disk. */
    public int id() {
        return id;
    }

    /** The kind with that number on disk, or null if there is none. */
    public static @Nullable RunKind fromId(int id) {
        return switch (id) {
            case 1 -> DATA;
            case 2 -> GAP;
            case 3 -> TRUNCATED;
            case 4 -> DELETED;
            default -> null;
        };
    }
}
