// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;

/** Collects what one fetch gives, split by split. For the fetcher's thread. */
final class Steps {
    private final RecordsBySplits.Builder<ReadChunk> collected = new RecordsBySplits.Builder<>();
    private final SplitTurns turns;
    private boolean changed;
    private boolean ended;

    Steps(SplitTurns turns) {
        this.turns = turns;
    }

    void add(Cursor cursor, ReadChunk step) {
        collected.add(cursor.splitId(), step);
        changed = true;
    }

    /** Adds the step after which nothing comes. */
    void addLast(Cursor cursor, ReadChunk step) {
        add(cursor, step);
        end(cursor);
    }

    /** Ends the split if it has read all it was to read; returns whether it has. */
    boolean endIfComplete(Cursor cursor) {
        if (!cursor.isComplete()) {
            return false;
        }
        end(cursor);
        return true;
    }

    private void end(Cursor cursor) {
        collected.addFinishedSplit(cursor.splitId());
        turns.remove(cursor);
        changed = true;
        ended = true;
    }

    /** Whether there is something to hand over. */
    boolean hasChanged() {
        return changed;
    }

    /** Whether a split has come to its end. */
    boolean hasEnded() {
        return ended;
    }

    RecordsWithSplitIds<ReadChunk> build() {
        return collected.build();
    }
}
