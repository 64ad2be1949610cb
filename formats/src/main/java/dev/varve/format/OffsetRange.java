// SPDX-License-Identifier: Apache-2.0
package dev.varve.format;

import java.io.Serializable;

/**
 * A half-open range of Kafka offsets, {@code [start, end)}, never empty.
 *
 * <p>The range may have holes: compaction and transaction markers leave offsets without a record.
 *
 * @param start first offset, at least 0
 * @param end one past the last offset, greater than {@code start}
 */
public record OffsetRange(long start, long end) implements Comparable<OffsetRange>, Serializable {

    public OffsetRange {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException(
                    "Invalid offset range: start=" + start + ", end=" + end + ", need 0 <= start < end");
        }
    }

    public boolean contains(long offset) {
        return start <= offset && offset < end;
    }

    /** Number of offsets, whether they have a record or not. */
    public long length() {
        return end - start;
    }

    /** Whether at least one offset lies in both. */
    public boolean overlaps(OffsetRange other) {
        return start < other.end && other.start < end;
    }

    /** Whether {@code next} begins exactly where this range ends, so that nothing lies between them. */
    public boolean isFollowedBy(OffsetRange next) {
        return end == next.start;
    }

    /** Orders by start, then by end. */
    @Override
    public int compareTo(OffsetRange other) {
        int byStart = Long.compare(start, other.start);
        return byStart != 0 ? byStart : Long.compare(end, other.end);
    }

    @Override
    public String toString() {
        return "[" + start + ", " + end + ")";
    }
}
