// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.OffsetRange;
import dev.varve.format.block.RunHeader;
import dev.varve.format.block.RunKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;

/**
 * Which run is read at which offset of one partition: FORMAT.md section 12. A pure function of the entries; their order does not
 * matter.
 *
 * @param parts of data runs, disjoint, ascending
 * @param gaps at offsets outside of {@code parts}, disjoint, ascending
 * @param overlaps offsets that several data runs cover, after truncation
 * @param end largest end of what the entries answer for or prove to have been reached
 */
record RunSelection(List<Part> parts, List<Part> gaps, OffsetRanges overlaps, long end) {

    /** Offsets, and the entry that holds for them. */
    record Part(RunCandidate candidate, long start, long end) {
        OffsetRange offsets() {
            return new OffsetRange(start, end);
        }
    }

    static RunSelection of(List<RunCandidate> candidates) {
        TruncationCuts cuts = new TruncationCuts(candidates.stream()
                .map(RunCandidate::header)
                .filter(header -> header.kind() == RunKind.TRUNCATED)
                .toList());
        List<Part> runs = new ArrayList<>();
        List<Part> gaps = new ArrayList<>();
        long end = 0;
        for (RunCandidate candidate : candidates) {
            RunHeader header = candidate.header();
            Part left = new Part(candidate, header.start(), Math.min(header.end(), cuts.cutOf(header)));
            switch (header.kind()) {
                case DATA -> addUnlessEmpty(runs, left);
                case GAP -> addUnlessEmpty(gaps, left);
                case TRUNCATED, DELETED -> end = Math.max(end, reached(header, cuts));
            }
        }
        List<Part> read = firstAt(runs, RunCandidate.READ_FIRST);
        List<Part> explained = firstAt(gaps, RunCandidate.EXPLAINS_FIRST);
        end = Math.max(end, Math.max(lastEnd(read), lastEnd(explained)));
        return new RunSelection(read, outside(explained, read), overlapsOf(runs), end);
    }

    /** A truncation or deletion proves that all offsets before it had been reached. */
    static long reached(RunHeader header, TruncationCuts cuts) {
        return Math.min(header.start(), cuts.cutOf(header));
    }

    private static void addUnlessEmpty(List<Part> parts, Part part) {
        if (part.start < part.end) {
            parts.add(part);
        }
    }

    private static long lastEnd(List<Part> ascending) {
        return ascending.isEmpty() ? 0 : ascending.get(ascending.size() - 1).end;
    }

    /** At each offset the first of the given parts in the order; a sweep from left to right. Sorts {@code parts}. */
    static List<Part> firstAt(List<Part> parts, Comparator<RunCandidate> order) {
        parts.sort(Comparator.comparingLong(Part::start));
        PriorityQueue<Part> open = new PriorityQueue<>(Comparator.comparing(Part::candidate, order));
        List<Part> firsts = new ArrayList<>();
        int next = 0;
        long position = 0;
        while (next < parts.size() || !open.isEmpty()) {
            if (open.isEmpty()) {
                position = parts.get(next).start;
            }
            while (next < parts.size() && parts.get(next).start == position) {
                open.add(parts.get(next++));
            }
            Part first = Objects.requireNonNull(open.peek());
            if (first.end <= position) {
                open.remove();
                continue;
            }
            long until = next < parts.size() ? Math.min(first.end, parts.get(next).start) : first.end;
            append(firsts, first.candidate, position, until);
            position = until;
        }
        return firsts;
    }

    private static void append(List<Part> parts, RunCandidate candidate, long start, long end) {
        int last = parts.size() - 1;
        if (last >= 0 && parts.get(last).candidate.equals(candidate) && parts.get(last).end == start) {
            parts.set(last, new Part(candidate, parts.get(last).start, end));
        } else {
            parts.add(new Part(candidate, start, end));
        }
    }

    /** What of {@code parts} lies in none of {@code others}. Both are disjoint and ascending. */
    private static List<Part> outside(List<Part> parts, List<Part> others) {
        List<Part> rest = new ArrayList<>();
        int next = 0;
        for (Part part : parts) {
            long position = part.start;
            while (next < others.size() && others.get(next).end <= position) {
                next++;
            }
            for (int i = next; i < others.size() && others.get(i).start < part.end; i++) {
                addUnlessEmpty(rest, new Part(part.candidate, position, others.get(i).start));
                position = others.get(i).end;
            }
            addUnlessEmpty(rest, new Part(part.candidate, position, part.end));
        }
        return rest;
    }

    private static OffsetRanges overlapsOf(List<Part> sortedByStart) {
        OffsetRanges overlaps = new OffsetRanges();
        long reached = 0;
        for (Part part : sortedByStart) {
            overlaps.add(part.start, Math.min(part.end, reached));
            reached = Math.max(reached, part.end);
        }
        return overlaps;
    }
}
