// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits that have come to their end, from then on until the enumerator knows of it. They stay in the reader's state all that time: an
 * end counts only when a checkpoint that holds it is complete and the sink has published what belongs to it. For the task's thread.
 */
final class EndedSplits {
    private static final long NO_CHECKPOINT = Long.MAX_VALUE;

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(PartitionSplit split, long firstCheckpoint, Stage stage) {}

    private enum Stage {
        FRESH,
        DURABLE,
        REPORTED
    }

    void add(PartitionSplit split) {
        entries.put(split.splitId(), new Entry(split, NO_CHECKPOINT, Stage.FRESH));
    }

    /** All of them, for the state. */
    List<PartitionSplit> all() {
        return entries.values().stream().map(Entry::split).toList();
    }

    /** A snapshot that holds them was taken. */
    void snapshot(long checkpointId) {
        entries.replaceAll((id, entry) ->
                entry.firstCheckpoint == NO_CHECKPOINT ? new Entry(entry.split, checkpointId, entry.stage) : entry);
    }

    /** A checkpoint is complete, and with it all before. */
    void complete(long checkpointId) {
        entries.replaceAll((id, entry) -> entry.stage == Stage.FRESH && entry.firstCheckpoint <= checkpointId
                ? new Entry(entry.split, entry.firstCheckpoint, Stage.DURABLE)
                : entry);
    }

    boolean isReportDue() {
        return entries.values().stream().anyMatch(entry -> entry.stage == Stage.DURABLE);
    }

    /** Those to report now; they are not given a second time. */
    List<PartitionSplit> report() {
        List<PartitionSplit> due = new ArrayList<>();
        entries.replaceAll((id, entry) -> {
            if (entry.stage != Stage.DURABLE) {
                return entry;
            }
            due.add(entry.split);
            return new Entry(entry.split, entry.firstCheckpoint, Stage.REPORTED);
        });
        return due;
    }

    void forget(Collection<String> splitIds) {
        entries.keySet().removeAll(splitIds);
    }
}
