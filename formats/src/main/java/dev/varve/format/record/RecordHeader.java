// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.record;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A header of a record. Keys may repeat within a record. Equal by content.
 *
 * @param key may be empty
 * @param value null differs from empty; not copied, do not modify
 */
@SuppressWarnings("ArrayRecordComponent")
public record RecordHeader(String key, byte @Nullable [] value) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecordHeader that && key.equals(that.key) && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return key + "=" + (value == null ? "null" : HexFormat.of().formatHex(value));
    }
}
