// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A partition's log as a broker keeps it: records and markers, leader epochs, compaction, retention, truncation. */
final class SimulatedLog {
    /** One offset; {@code record} is null for a marker or a record of an aborted transaction. */
    record Slot(int epoch, @Nullable Long record, int key) {}

    private final Random random;
    private final TreeMap<Long, Slot> slots = new TreeMap<>();
    private final TreeMap<Integer, Long> divergenceByVersion = new TreeMap<>();
    private int epoch;
    private long start;
    private long end;
    private long nextRecord = 1;

    SimulatedLog(Random random) {
        this.random = random;
        start = random.nextInt(3) == 0 ? random.nextInt(20) : 0;
        end = start;
        epoch = random.nextInt(3);
    }

    long start() {
        return start;
    }

    long end() {
        return end;
    }

    int epoch() {
        return epoch;
    }

    /** Grows with every truncation. */
    int version() {
        return divergenceByVersion.size();
    }

    NavigableMap<Long, Slot> slots() {
        return slots;
    }

    void append(int count) {
        for (int i = 0; i < count; i++) {
            boolean visible = random.nextInt(4) > 0;
            slots.put(end++, new Slot(epoch, visible ? nextRecord++ : null, random.nextInt(4)));
        }
    }

    void electLeader() {
        epoch += 1 + random.nextInt(2);
    }

    /** Keeps the last record of each key below a random offset, and drops markers there. */
    void compact() {
        long until = start + (long) (random.nextDouble() * (end - start));
        Set<Integer> later = new HashSet<>();
        slots.descendingMap().entrySet().removeIf(slot -> {
            boolean superseded = slot.getValue().record() == null
                    || !later.add(slot.getValue().key());
            return superseded && slot.getKey() < until;
        });
    }

    void deleteOld() {
        start += (long) (random.nextDouble() * (end - start));
        slots.headMap(start).clear();
    }

    /** The log is cut back; tells from where. */
    void truncate(boolean higherEpoch) {
        end -= Math.min(end, 1 + random.nextInt(15));
        start = Math.min(start, end);
        slots.tailMap(end).clear();
        divergenceByVersion.put(version(), end);
        if (higherEpoch) {
            electLeader();
        }
    }

    /** The lowest divergence since a version; {@link Long#MAX_VALUE} if the log was not truncated since. */
    long divergenceSince(int version) {
        return divergenceByVersion.tailMap(version).values().stream()
                .min(Long::compare)
                .orElse(Long.MAX_VALUE);
    }

    /** Leader epoch of the last record before an offset that is still there; -1 if there is none. */
    int epochBefore(long offset) {
        var before = slots.lowerEntry(offset);
        return before == null ? -1 : before.getValue().epoch();
    }
}
