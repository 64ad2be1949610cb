// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.OffsetRange;
import dev.varve.format.block.GapCause;
import dev.varve.format.block.RunHeader;
import dev.varve.format.block.RunKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an archive should answer, offset by offset, kept up in the order of time: the first reading of an offset stands, and a truncation
 * takes away everything from its start on. It knows nothing of the rule that chooses between runs.
 */
final class ArchiveModel {
    /** What is known of one offset. */
    record Cell(@Nullable Long record, @Nullable GapCause gap, int epoch, long readAt) {
        boolean isCovered() {
            return gap == null;
        }
    }

    private final TreeMap<Long, Cell> cells = new TreeMap<>();
    private final TreeMap<Long, Long> seen = new TreeMap<>();
    private long end;

    void apply(SimulatedHistory.Commit commit) {
        for (SimulatedHistory.Entry entry : commit.entries()) {
            apply(entry);
        }
    }

    void apply(SimulatedHistory.Entry entry) {
        RunHeader header = entry.header();
        if (header.kind() == RunKind.TRUNCATED) {
            cells.tailMap(header.start()).clear();
            seen.tailMap(header.start()).clear();
            end = header.start();
            return;
        }
        end = Math.max(end, header.end());
        seen.putAll(entry.records());
        for (long offset = header.start(); offset < header.end(); offset++) {
            Cell known = cells.get(offset);
            boolean better = known == null || (!known.isCovered() && header.kind() == RunKind.DATA);
            if (better) {
                Long record = entry.records().get(offset);
                cells.put(offset, new Cell(record, header.cause(), header.leaderEpoch(), header.readAt()));
            }
        }
    }

    NavigableMap<Long, Cell> cells() {
        return cells;
    }

    /** Every record that any job saw and that was not truncated. */
    NavigableMap<Long, Long> seen() {
        return seen;
    }

    long end() {
        return end;
    }

    int epochAtEnd() {
        Cell last = cells.get(end - 1);
        return last == null ? -1 : last.epoch();
    }

    /** What is read in a range, as runs of a later generation. */
    List<SimulatedHistory.Entry> rewritten(OffsetRange range) {
        List<SimulatedHistory.Entry> entries = new ArrayList<>();
        long start = range.start();
        while (start < range.end()) {
            Cell first = cells.get(start);
            long next = start + 1;
            if (first != null && first.isCovered()) {
                while (next < range.end() && continues(first, cells.get(next))) {
                    next++;
                }
                entries.add(rewritten(first.epoch(), start, next));
            }
            start = next;
        }
        return entries;
    }

    private static boolean continues(Cell first, @Nullable Cell next) {
        return next != null && next.isCovered() && next.epoch() == first.epoch();
    }

    private SimulatedHistory.Entry rewritten(int epoch, long start, long end) {
        TreeMap<Long, Long> records = new TreeMap<>();
        long readAt = 0;
        for (Map.Entry<Long, Cell> cell : cells.subMap(start, end).entrySet()) {
            readAt = Math.max(readAt, cell.getValue().readAt());
            Long record = cell.getValue().record();
            if (record != null) {
                records.put(cell.getKey(), record);
            }
        }
        return new SimulatedHistory.Entry(
                SimulatedHistory.header(RunKind.DATA, null, epoch, start, end, readAt, records.size()), records);
    }
}
