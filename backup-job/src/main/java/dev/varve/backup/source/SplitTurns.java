// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Which split has which partition. A consumer has one position per partition, so splits of the same one take turns: holes first, in
 * ascending order, then the partition itself. For the fetcher's thread.
 */
final class SplitTurns {
    private static final Comparator<Cursor> HOLES_FIRST = Comparator.<Cursor>comparingInt(
                    cursor -> cursor.split().kind() == SplitKind.HOLE ? 0 : 1)
            .thenComparingLong(cursor -> cursor.split().start())
            .thenComparing(Cursor::splitId);

    private final Map<TopicPartition, List<Cursor>> queues = new HashMap<>();
    private final Map<TopicPartition, Cursor> reading = new HashMap<>();
    private final Set<TopicPartition> due = new LinkedHashSet<>();

    void add(Cursor cursor) {
        List<Cursor> queue = queues.computeIfAbsent(cursor.kafkaPartition(), partition -> new ArrayList<>());
        queue.add(cursor);
        queue.sort(HOLES_FIRST);
        changeTurn(cursor.kafkaPartition());
    }

    /** Takes a split out whose turn is over, or never came. */
    void remove(Cursor cursor) {
        List<Cursor> queue = queues.getOrDefault(cursor.kafkaPartition(), List.of());
        queue.remove(cursor);
        if (queue.isEmpty()) {
            queues.remove(cursor.kafkaPartition());
        }
        changeTurn(cursor.kafkaPartition());
    }

    /** Splits whose turn has come and that do not read yet; they do from now on. */
    List<Cursor> startDue() {
        List<Cursor> started = new ArrayList<>(due.size());
        for (TopicPartition partition : due) {
            Cursor cursor = queues.getOrDefault(partition, List.of()).get(0);
            reading.put(partition, cursor);
            started.add(cursor);
        }
        due.clear();
        return started;
    }

    boolean isDue() {
        return !due.isEmpty();
    }

    /** The split that reads a partition. */
    @Nullable
    Cursor reading(TopicPartition partition) {
        return reading.get(partition);
    }

    /** Partitions that are being read. Not a copy. */
    Set<TopicPartition> partitions() {
        return reading.keySet();
    }

    /** All splits of a topic, reading or waiting. */
    List<Cursor> of(Incarnation topic) {
        return queues.values().stream()
                .flatMap(Collection::stream)
                .filter(cursor -> Incarnation.of(cursor.partition()).equals(topic))
                .toList();
    }

    private void changeTurn(TopicPartition partition) {
        List<Cursor> queue = queues.getOrDefault(partition, List.of());
        Cursor current = reading.get(partition);
        if (!queue.isEmpty() && queue.get(0) == current) {
            return;
        }
        reading.remove(partition);
        if (queue.isEmpty()) {
            due.remove(partition);
        } else {
            due.add(partition);
        }
    }
}
