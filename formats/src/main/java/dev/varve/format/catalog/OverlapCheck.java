// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.ArchiveException;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.RecordCursor;
import dev.varve.format.block.RunHeader;
import dev.varve.format.block.RunKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares runs of the same leader epoch and generation that overlap: where both have a record at an offset, it must be the same.
 * FORMAT.md section 12. For one thread.
 */
final class OverlapCheck {
    private final Catalog catalog;
    private final Findings findings;

    OverlapCheck(Catalog catalog, Findings findings) {
        this.catalog = catalog;
        this.findings = findings;
    }

    /** A run that is being read, on one of its records. */
    private record Open(RunCandidate candidate, RecordCursor cursor, long end) {}

    /** Two segments that differ. */
    private record Pair(String one, String other) {}

    void run() throws IOException {
        Map<TopicPartitionId, OffsetRange> hulls = new HashMap<>();
        Map<TopicPartitionId, OffsetRanges> overlaps = new TreeMap<>();
        for (TopicCatalog topic : catalog.topics()) {
            for (PartitionCatalog partition : topic.partitions()) {
                List<OffsetRange> ranges = partition.overlaps();
                if (!ranges.isEmpty()) {
                    OffsetRange last = ranges.get(ranges.size() - 1);
                    hulls.put(
                            partition.partition(), new OffsetRange(ranges.get(0).start(), last.end()));
                    overlaps.put(partition.partition(), OffsetRanges.of(ranges));
                }
            }
        }
        if (hulls.isEmpty()) {
            return;
        }
        Map<TopicPartitionId, List<RunCandidate>> candidates = catalog.reading().candidates(hulls);
        for (Map.Entry<TopicPartitionId, OffsetRanges> partition : overlaps.entrySet()) {
            List<RunCandidate> runs = candidates.getOrDefault(partition.getKey(), List.of());
            compare(partition.getKey(), runs, partition.getValue());
        }
    }

    private void compare(TopicPartitionId partition, List<RunCandidate> candidates, OffsetRanges overlaps)
            throws IOException {
        TruncationCuts cuts = new TruncationCuts(candidates.stream()
                .map(RunCandidate::header)
                .filter(header -> header.kind() == RunKind.TRUNCATED)
                .toList());
        List<RunCandidate> runs = new ArrayList<>();
        for (RunCandidate candidate : candidates) {
            RunHeader header = candidate.header();
            if (candidate.entry().hasBlock() && overlaps.overlaps(header.start(), header.end())) {
                runs.add(candidate);
            }
        }
        runs.sort(Comparator.comparingLong(candidate -> candidate.header().start()));
        Map<Pair, long[]> differing = new HashMap<>();
        try (SegmentBlocks blocks = new SegmentBlocks(catalog.archive().store())) {
            sweep(runs, cuts, blocks, differing);
        }
        differing.forEach((pair, sums) -> {
            OffsetRange offsets = new OffsetRange(sums[0], sums[1] + 1);
            findings.add(new Finding(
                    FindingKind.CONTENT_DIFFERS,
                    partition,
                    offsets,
                    pair.one,
                    "Corrupt archive: segments " + pair.one + " and " + pair.other + " hold different records at "
                            + sums[2] + " offsets of " + partition + " in " + offsets
                            + ", of one leader epoch and generation"));
        });
    }

    private void sweep(List<RunCandidate> runs, TruncationCuts cuts, SegmentBlocks blocks, Map<Pair, long[]> differing)
            throws IOException {
        PriorityQueue<Open> open = new PriorityQueue<>(Comparator.comparingLong(run -> run.cursor.offset()));
        int next = 0;
        while (next < runs.size() || !open.isEmpty()) {
            while (next < runs.size()
                    && (open.isEmpty()
                            || runs.get(next).header().start()
                                    <= open.peek().cursor.offset())) {
                RunCandidate candidate = runs.get(next++);
                add(open, openRun(candidate, cuts, blocks));
            }
            if (!open.isEmpty()) {
                compareFirst(open, differing);
            }
        }
    }

    private @Nullable Open openRun(RunCandidate candidate, TruncationCuts cuts, SegmentBlocks blocks)
            throws IOException {
        try {
            RecordCursor cursor = blocks.block(
                            candidate.segment().name(), candidate.entry().blockIndex())
                    .cursor(candidate.entry().indexInBlock());
            RunHeader header = candidate.header();
            return new Open(candidate, cursor, Math.min(header.end(), cuts.cutOf(header)));
        } catch (ArchiveException e) {
            return null; // the check of the segment has found it
        }
    }

    /** Puts a run back with its next record, if it has one. */
    private static void add(PriorityQueue<Open> open, @Nullable Open run) {
        if (run != null && run.cursor.next() && run.cursor.offset() < run.end) {
            open.add(run);
        }
    }

    private static void compareFirst(PriorityQueue<Open> open, Map<Pair, long[]> differing) {
        List<Open> same = new ArrayList<>();
        same.add(open.remove());
        long offset = same.get(0).cursor.offset();
        while (!open.isEmpty() && open.peek().cursor.offset() == offset) {
            same.add(open.remove());
        }
        for (int i = 1; i < same.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (isComparable(same.get(i), same.get(j))
                        && !RecordComparison.same(same.get(i).cursor, same.get(j).cursor)) {
                    note(differing, same.get(j), same.get(i), offset);
                }
            }
        }
        same.forEach(run -> add(open, run));
    }

    private static boolean isComparable(Open one, Open other) {
        return one.candidate.header().leaderEpoch() == other.candidate.header().leaderEpoch()
                && one.candidate.segment().generation()
                        == other.candidate.segment().generation();
    }

    private static void note(Map<Pair, long[]> differing, Open one, Open other, long offset) {
        String first = one.candidate.segment().name();
        String second = other.candidate.segment().name();
        Pair pair = first.compareTo(second) <= 0 ? new Pair(first, second) : new Pair(second, first);
        long[] sums = differing.computeIfAbsent(pair, key -> new long[] {offset, offset, 0});
        sums[1] = offset;
        sums[2]++;
    }
}
