// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.block.RecordCursor;
import java.util.Arrays;

/** Compares the content of records where they lie. */
final class RecordComparison {
    private RecordComparison() {}

    /** Whether timestamp, key, value and headers are the same. Both cursors stand before the first header after. */
    static boolean same(RecordCursor one, RecordCursor other) {
        return one.timestamp() == other.timestamp()
                && sameBytes(one, one.keyPosition(), one.keyLength(), other, other.keyPosition(), other.keyLength())
                && sameBytes(
                        one, one.valuePosition(), one.valueLength(), other, other.valuePosition(), other.valueLength())
                && sameHeaders(one, other);
    }

    private static boolean sameHeaders(RecordCursor one, RecordCursor other) {
        boolean same = one.headerCount() == other.headerCount();
        one.rewindHeaders();
        other.rewindHeaders();
        while (same && one.nextHeader() && other.nextHeader()) {
            same = sameBytes(
                            one,
                            one.headerKeyPosition(),
                            one.headerKeyLength(),
                            other,
                            other.headerKeyPosition(),
                            other.headerKeyLength())
                    && sameBytes(
                            one,
                            one.headerValuePosition(),
                            one.headerValueLength(),
                            other,
                            other.headerValuePosition(),
                            other.headerValueLength());
        }
        one.rewindHeaders();
        other.rewindHeaders();
        return same;
    }

    private static boolean sameBytes(
            RecordCursor one, int position, int length, RecordCursor other, int otherPosition, int otherLength) {
        if (length != otherLength || length == RecordCursor.NULL_LENGTH) {
            return length == otherLength;
        }
        return Arrays.equals(
                one.array(), position, position + length, other.array(), otherPosition, otherPosition + otherLength);
    }
}
