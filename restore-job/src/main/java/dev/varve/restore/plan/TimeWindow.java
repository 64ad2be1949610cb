// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import java.io.Serializable;

/**
 * Which records are wanted, by their own timestamps.
 *
 * @param fromMillis inclusive; {@link Long#MIN_VALUE} for no limit
 * @param untilMillis exclusive; {@link Long#MAX_VALUE} for no limit, a record of that very millisecond is then in, too
 */
public record TimeWindow(long fromMillis, long untilMillis) implements Serializable {
    /** Every record. */
    public static final TimeWindow ALL = new TimeWindow(Long.MIN_VALUE, Long.MAX_VALUE);

    /** Whether a record with this timestamp is wanted. */
    public boolean contains(long timestamp) {
        return timestamp >= fromMillis && (timestamp < untilMillis || untilMillis == Long.MAX_VALUE);
    }

    /** Whether all records with timestamps from {@code min} to {@code max}, both inclusive, are wanted. */
    public boolean containsAll(long min, long max) {
        return contains(min) && contains(max);
    }

    /** Whether no record with a timestamp from {@code min} to {@code max}, both inclusive, is wanted. */
    public boolean containsNone(long min, long max) {
        return max < fromMillis || (min >= untilMillis && untilMillis != Long.MAX_VALUE);
    }
}
