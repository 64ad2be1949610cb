// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.OffsetRange;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.PartitionCatalog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a job in mode once is to reach, and what it has reached. For the coordinator's thread. */
final class OnceGoals {
    private final Map<String, PartitionSplit> goals = new LinkedHashMap<>();
    private final Map<String, PartitionSplit> reached = new LinkedHashMap<>();
    private boolean set;

    OnceGoals(EnumeratorState state) {
        state.goals().forEach(split -> goals.put(split.splitId(), split));
        state.reached().forEach(split -> reached.put(split.splitId(), split));
        this.set = state.goalsSet();
    }

    /** Takes these as all there is to do. */
    void set(Collection<PartitionSplit> splits) {
        splits.forEach(split -> goals.put(split.splitId(), split));
        set = true;
    }

    boolean isSet() {
        return set;
    }

    /** A split is durable up to its end. */
    void reach(PartitionSplit split) {
        if (goals.containsKey(split.splitId())) {
            reached.put(split.splitId(), split);
        }
    }

    boolean isReached(String splitId) {
        return reached.containsKey(splitId);
    }

    boolean isDone() {
        return set && reached.keySet().containsAll(goals.keySet());
    }

    List<PartitionSplit> goals() {
        return List.copyOf(goals.values());
    }

    List<PartitionSplit> reached() {
        return List.copyOf(reached.values());
    }

    /** What was reported as reached and is not in the archive, in words. */
    static List<String> missing(List<PartitionSplit> reached, Catalog catalog) {
        List<String> missing = new ArrayList<>();
        for (PartitionSplit split : reached) {
            Optional<PartitionCatalog> archived = catalog.partition(split.partition());
            if (split.ended() == SplitEnd.DELETED) {
                continue;
            }
            long covered = archived.map(found -> found.resumePoint().position()).orElse(0L);
            if (split.kind() == SplitKind.MAIN && covered < split.end()) {
                missing.add(split.partition() + " [" + covered + ", " + split.end() + ")");
            }
            OffsetRange range = new OffsetRange(split.start(), Math.max(split.end(), split.start() + 1));
            archived.map(PartitionCatalog::holes).orElse(List.of()).stream()
                    .filter(hole -> split.kind() == SplitKind.HOLE && hole.overlaps(range))
                    .forEach(hole -> missing.add(split.partition() + " " + hole));
        }
        return missing;
    }
}
