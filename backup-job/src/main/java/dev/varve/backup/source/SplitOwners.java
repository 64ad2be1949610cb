// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** Which reader has which split, and which splits wait for one. For the coordinator's thread. */
final class SplitOwners {
    private static final Comparator<PartitionSplit> ORDER =
            Comparator.comparing(PartitionSplit::partition).thenComparing(PartitionSplit::splitId);

    private final int parallelism;
    private final Set<Integer> ready = new HashSet<>();
    private final Map<String, Owned> owned = new HashMap<>();
    private final Map<String, PartitionSplit> unassigned = new LinkedHashMap<>();

    /** Splits that go back to the reader they came from. */
    private final Map<String, Integer> returned = new HashMap<>();

    private record Owned(int subtask, PartitionSplit split) {}

    SplitOwners(int parallelism, Collection<PartitionSplit> unassigned) {
        this.parallelism = parallelism;
        unassigned.forEach(this::offer);
    }

    /** Puts a split on offer. */
    void offer(PartitionSplit split) {
        unassigned.put(split.splitId(), split);
    }

    /** A reader has started anew; what it has is not known. */
    void lose(int subtask) {
        ready.remove(subtask);
        owned.values().removeIf(entry -> entry.subtask == subtask);
    }

    /** A reader has told what it has. */
    void hold(int subtask, List<PartitionSplit> splits) {
        lose(subtask);
        ready.add(subtask);
        for (PartitionSplit split : splits) {
            owned.put(split.splitId(), new Owned(subtask, split));
            unassigned.remove(split.splitId());
        }
    }

    /** Splits that a reader got after its last checkpoint, and that it does not have any more. */
    void giveBack(int subtask, List<PartitionSplit> splits) {
        lose(subtask);
        for (PartitionSplit split : splits) {
            owned.remove(split.splitId());
            offer(split);
            returned.put(split.splitId(), subtask);
        }
    }

    void end(String splitId) {
        owned.remove(splitId);
    }

    /**
     * Whether it is known of every reader what it has.
     *
     * @param registered readers that run
     */
    boolean isComplete(Set<Integer> registered) {
        return ready.size() == parallelism && registered.containsAll(ready);
    }

    boolean knows(String splitId) {
        return owned.containsKey(splitId) || unassigned.containsKey(splitId);
    }

    List<PartitionSplit> unassigned() {
        return List.copyOf(unassigned.values());
    }

    /** Everything that is read or will be. */
    Stream<PartitionSplit> all() {
        return Stream.concat(owned.values().stream().map(Owned::split), unassigned.values().stream());
    }

    /** Topics by partition as consumers know it: one of them has only one position for both. */
    Map<TopicPartition, Incarnation> incarnations() {
        Map<TopicPartition, Incarnation> incarnations = new HashMap<>();
        all().forEach(split -> incarnations.put(split.kafkaPartition(), Incarnation.of(split.partition())));
        return incarnations;
    }

    /** The readers that have splits of a topic. */
    Set<Integer> ownersOf(Incarnation topic) {
        Set<Integer> owners = new HashSet<>();
        for (Owned entry : owned.values()) {
            if (Incarnation.of(entry.split.partition()).equals(topic)) {
                owners.add(entry.subtask);
            }
        }
        return owners;
    }

    /**
     * Gives every split that waits to a reader: back to the one it came from, else to the one with the fewest. The result depends on
     * nothing but the splits.
     *
     * @param registered readers that run
     */
    Map<Integer, List<PartitionSplit>> assign(Set<Integer> registered) {
        Map<Integer, Integer> load = new TreeMap<>();
        ready.forEach(subtask -> load.put(subtask, 0));
        owned.values().forEach(entry -> load.merge(entry.subtask, 1, Integer::sum));
        load.keySet().retainAll(ready);
        load.keySet().retainAll(registered);
        Map<Integer, List<PartitionSplit>> assignment = new TreeMap<>();
        for (PartitionSplit split : unassigned.values().stream().sorted(ORDER).toList()) {
            int subtask = choose(split, load);
            if (subtask >= 0) {
                unassigned.remove(split.splitId());
                returned.remove(split.splitId());
                owned.put(split.splitId(), new Owned(subtask, split));
                load.merge(subtask, 1, Integer::sum);
                assignment.computeIfAbsent(subtask, key -> new ArrayList<>()).add(split);
            }
        }
        return assignment;
    }

    /** The reader for a split, or -1 to wait. */
    private int choose(PartitionSplit split, Map<Integer, Integer> load) {
        Integer origin = returned.get(split.splitId());
        if (origin != null) {
            return load.containsKey(origin) ? origin : -1;
        }
        return load.size() == parallelism
                ? load.entrySet().stream()
                        .min(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                        .orElseThrow()
                        .getKey()
                : -1;
    }
}
