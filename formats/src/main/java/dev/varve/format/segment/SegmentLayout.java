// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import org.jspecify.annotations.Nullable;

/** Who shares a segment. The numbers stand on disk. */
public enum SegmentLayout {
    /** One topic id has it alone. */
    OWN(1),
    /** Any number of topic ids share it. */
    MIXED(2);

    private final int id;

    SegmentLayout(int id) {
        this.id = id;
    }

    /** The number on disk. */
    public int id() {
        return id;
    }

    /** The layout with that number on disk, or null if there is none. */
    public static @Nullable SegmentLayout fromId(int id) {
        return switch (id) {
            case 1 -> OWN;
            case 2 -> MIXED;
            default -> null;
        };
    }
}
