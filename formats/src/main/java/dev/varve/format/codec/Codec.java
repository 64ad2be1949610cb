// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.codec;

import org.jspecify.annotations.Nullable;

/** How a payload is stored. The numbers stand on disk. */
public enum Codec {
    /** As it is. */
    NONE(0),
    /** One zstd frame with its content size, without dictionary. */
    ZSTD(1);

    private final int id;

    Codec(int id) {
        this.id = id;
    }

    /** The number on disk. */
    public int id() {
        return id;
    }

    /** The codec with that number on disk, or null if there is none. */
    public static @Nullable Codec fromId(int id) {
        return switch (id) {
            case 0 -> NONE;
            case 1 -> ZSTD;
            default -> null;
        };
    }
}
