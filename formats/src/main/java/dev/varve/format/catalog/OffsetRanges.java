// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A set of offsets, kept as disjoint ranges that do not touch. Mutable; for one thread. */
final class OffsetRanges {
    private final TreeMap<Long, Long> endByStart = new TreeMap<>();

    static OffsetRanges of(Iterable<OffsetRange> ranges) {
        OffsetRanges set = new OffsetRanges();
        ranges.forEach(range -> set.add(range.start(), range.end()));
        return set;
    }

    boolean isEmpty() {
        return endByStart.isEmpty();
    }

    /** One past the largest offset, or 0 without any. */
    long end() {
        return endByStart.isEmpty() ? 0 : endByStart.lastEntry().getValue();
    }

    /** Adds {@code [start, end)}; nothing if that is empty. */
    void add(long start, long end) {
        if (start >= end) {
            return;
        }
        long mergedStart = start;
        long mergedEnd = end;
        Map.Entry<Long, Long> before = endByStart.floorEntry(start);
        if (before != null && before.getValue() >= start) {
            mergedStart = before.getKey();
            mergedEnd = Math.max(end, before.getValue());
        }
        Map.Entry<Long, Long> after = endByStart.ceilingEntry(mergedStart);
        while (after != null && after.getKey() <= mergedEnd) {
            mergedEnd = Math.max(mergedEnd, after.getValue());
            endByStart.remove(after.getKey());
            after = endByStart.higherEntry(after.getKey());
        }
        endByStart.put(mergedStart, mergedEnd);
    }

    void addAll(OffsetRanges other) {
        other.endByStart.forEach(this::add);
    }

    /** Takes {@code [start, end)} out. */
    void remove(long start, long end) {
        if (start >= end) {
            return;
        }
        Map.Entry<Long, Long> range = firstOverlap(start, end);
        while (range != null) {
            endByStart.remove(range.getKey());
            if (range.getKey() < start) {
                endByStart.put(range.getKey(), start);
            }
            if (range.getValue() > end) {
                endByStart.put(end, range.getValue());
            }
            range = firstOverlap(start, end);
        }
    }

    void removeAll(OffsetRanges other) {
        other.endByStart.forEach(this::remove);
    }

    /** Whether an offset of {@code [start, end)} is in the set. */
    boolean overlaps(long start, long end) {
        return firstOverlap(start, end) != null;
    }

    private Map.@Nullable Entry<Long, Long> firstOverlap(long start, long end) {
        Map.Entry<Long, Long> range = endByStart.floorEntry(start);
        if (range == null || range.getValue() <= start) {
            range = endByStart.higherEntry(start);
        }
        return range != null && range.getKey() < end && start < end ? range : null;
    }

    /** The part of the set inside {@code [start, end)}, ascending. */
    List<OffsetRange> within(long start, long end) {
        List<OffsetRange> parts = new ArrayList<>();
        Map.Entry<Long, Long> range = firstOverlap(start, end);
        while (range != null && range.getKey() < end) {
            parts.add(new OffsetRange(Math.max(start, range.getKey()), Math.min(end, range.getValue())));
            range = endByStart.higherEntry(range.getKey());
        }
        return parts;
    }

    /** All ranges, ascending. */
    List<OffsetRange> toList() {
        List<OffsetRange> ranges = new ArrayList<>(endByStart.size());
        endByStart.forEach((start, end) -> ranges.add(new OffsetRange(start, end)));
        return ranges;
    }
}
