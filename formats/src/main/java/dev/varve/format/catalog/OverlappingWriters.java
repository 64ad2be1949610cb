// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Which writers covered the same offsets of a partition. The subtasks of one run of a backup never do; a run that starts from an older
 * savepoint does, but not at the same time as the other.
 */
final class OverlappingWriters {
    private final Map<Pair, TopicPartitionId> partitions = new HashMap<>();

    /** Two writers, the smaller id first. */
    record Pair(Id one, Id other) {
        static Pair of(Id one, Id other) {
            return one.compareTo(other) <= 0 ? new Pair(one, other) : new Pair(other, one);
        }
    }

    /** Adds the writers of runs of one partition that overlap. */
    void add(TopicPartitionId partition, List<RunCandidate> runs) {
        List<RunCandidate> sorted = new ArrayList<>(runs);
        sorted.sort(Comparator.comparingLong(run -> run.header().start()));
        PriorityQueue<RunCandidate> open =
                new PriorityQueue<>(Comparator.comparingLong(run -> run.header().end()));
        Map<Id, Integer> openRuns = new HashMap<>();
        for (RunCandidate run : sorted) {
            while (!open.isEmpty() && open.peek().header().end() <= run.header().start()) {
                openRuns.computeIfPresent(
                        open.remove().segment().writerId(), (writer, count) -> count == 1 ? null : count - 1);
            }
            Id own = run.segment().writerId();
            Set<Id> others = new HashSet<>(openRuns.keySet());
            others.remove(own);
            for (Id other : others) {
                partitions.merge(
                        Pair.of(own, other), partition, (known, added) -> known.compareTo(added) <= 0 ? known : added);
            }
            open.add(run);
            openRuns.merge(own, 1, Integer::sum);
        }
    }

    /** Every pair with its smallest partition. */
    Map<Pair, TopicPartitionId> partitions() {
        return Map.copyOf(partitions);
    }
}
