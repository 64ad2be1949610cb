// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.RunHeader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Folds the entries of one partition. Memory grows with interruptions and overlaps, not with runs.
 *
 * <p>First every entry goes to {@link #add}. Where data runs overlap or a truncation cuts, sums and coverage of that pass do not hold:
 * the partition {@link #isContested}, and after {@link #beginSecondPass} every entry goes to {@link #addAgain}, which keeps those that
 * overlap or are cut, and only those.
 */
final class PartitionFold {
    private final TopicPartitionId partition;
    private final OffsetRanges contested = new OffsetRanges();
    private final Map<RunHeader, RunCandidate> gaps = new HashMap<>();
    private final Map<RunHeader, RunCandidate> truncations = new HashMap<>();
    private final Set<RunHeader> deletions = new LinkedHashSet<>();
    private final List<RunCandidate> kept = new ArrayList<>();
    private OffsetRanges covered = new OffsetRanges();
    private RunTotals totals = new RunTotals();
    private TruncationCuts cuts = new TruncationCuts(List.of());
    private long lastReadAt = -1;
    private long lastEnd;
    private int lastEpoch = -1;

    PartitionFold(TopicPartitionId partition) {
        this.partition = partition;
    }

    TopicPartitionId partition() {
        return partition;
    }

    /** First pass. */
    void add(RunCandidate candidate) {
        RunHeader header = candidate.header();
        lastReadAt = Math.max(lastReadAt, header.readAt());
        switch (header.kind()) {
            case DATA -> {
                for (OffsetRange twice : covered.within(header.start(), header.end())) {
                    contested.add(twice.start(), twice.end());
                }
                read(candidate, header.start(), header.end());
                totals.add(candidate);
            }
            case GAP -> gaps.merge(header, candidate, PartitionFold::earlier);
            case TRUNCATED -> truncations.putIfAbsent(header, candidate);
            case DELETED -> deletions.add(header);
        }
    }

    private static RunCandidate earlier(RunCandidate one, RunCandidate other) {
        return RunCandidate.EXPLAINS_FIRST.compare(one, other) <= 0 ? one : other;
    }

    private void read(RunCandidate candidate, long start, long end) {
        covered.add(start, end);
        if (end > lastEnd) {
            lastEnd = end;
            lastEpoch = candidate.header().leaderEpoch();
        }
    }

    boolean isContested() {
        return !contested.isEmpty() || !truncations.isEmpty();
    }

    void beginSecondPass() {
        cuts = new TruncationCuts(truncations.keySet());
        covered = new OffsetRanges();
        totals = new RunTotals();
        lastEnd = 0;
        lastEpoch = -1;
    }

    /** Second pass: the same entries as in the first. */
    void addAgain(RunCandidate candidate) {
        RunHeader header = candidate.header();
        switch (header.kind()) {
            case DATA -> {
                if (contested.overlaps(header.start(), header.end()) || cuts.cutOf(header) < header.end()) {
                    kept.add(candidate);
                } else {
                    read(candidate, header.start(), header.end());
                    totals.add(candidate);
                }
            }
            case GAP, TRUNCATED, DELETED -> {}
        }
    }

    /** Adds the writers whose runs overlap. */
    void addOverlapping(OverlappingWriters writers) {
        writers.add(partition, kept);
    }

    /** What the entries say, after the last pass that was needed. */
    PartitionCatalog finish(OffsetRanges expired, OffsetRanges erased) {
        List<RunCandidate> rest = new ArrayList<>(kept);
        rest.addAll(gaps.values());
        rest.addAll(truncations.values());
        RunSelection selection = RunSelection.of(rest);
        boolean exact = addKept(selection);
        List<GapRange> openGaps = openGaps(selection);
        List<OffsetRange> dropped = outsideCovered(expired);
        OffsetRanges holes = new OffsetRanges();
        long end = end(selection, expired);
        holes.add(0, end);
        holes.removeAll(covered);
        openGaps.forEach(
                gap -> holes.remove(gap.offsets().start(), gap.offsets().end()));
        holes.removeAll(expired);
        OptionalLong deletedAt = deletions.stream().mapToLong(RunHeader::start).max();
        return new PartitionCatalog(
                partition,
                covered.toList(),
                openGaps,
                dropped,
                holes.toList(),
                truncationsInOrder(),
                deletedAt,
                totals.totals(),
                exact && !overlap(covered, erased),
                totals.runs(),
                selection.overlaps().toList(),
                new ResumePoint(end, epochBefore(selection), lastReadAt, deletedAt.isPresent()));
    }

    /** Adds the runs that were kept where they are read; tells whether each is read as a whole or not at all. */
    private boolean addKept(RunSelection selection) {
        IdentityHashMap<RunCandidate, Long> offsetsRead = new IdentityHashMap<>();
        for (RunSelection.Part part : selection.parts()) {
            RunCandidate candidate = part.candidate();
            read(candidate, part.start(), part.end());
            offsetsRead.merge(candidate, part.end() - part.start(), Long::sum);
        }
        boolean exact = true;
        for (Map.Entry<RunCandidate, Long> read : offsetsRead.entrySet()) {
            RunHeader header = read.getKey().header();
            totals.add(read.getKey());
            exact &= header.recordCount() == 0 || read.getValue() == header.end() - header.start();
        }
        return exact;
    }

    private List<GapRange> openGaps(RunSelection selection) {
        List<GapRange> open = new ArrayList<>();
        for (RunSelection.Part gap : selection.gaps()) {
            RunHeader header = gap.candidate().header();
            OffsetRanges range = new OffsetRanges();
            range.add(gap.start(), gap.end());
            for (OffsetRange read : covered.within(gap.start(), gap.end())) {
                range.remove(read.start(), read.end());
            }
            for (OffsetRange offsets : range.toList()) {
                open.add(new GapRange(
                        offsets, Objects.requireNonNull(header.cause()), header.readAt(), header.logStart()));
            }
        }
        return open;
    }

    private List<OffsetRange> outsideCovered(OffsetRanges ranges) {
        OffsetRanges outside = OffsetRanges.of(ranges.toList());
        outside.removeAll(covered);
        return outside.toList();
    }

    private long end(RunSelection selection, OffsetRanges expired) {
        long end = Math.max(selection.end(), lastEnd);
        for (RunHeader deletion : deletions) {
            end = Math.max(end, RunSelection.reached(deletion, cuts));
        }
        return Math.max(end, expired.end());
    }

    /** The epoch of the last run; that of a gap behind it, if it is known there. */
    private int epochBefore(RunSelection selection) {
        int epoch = lastEpoch;
        long end = lastEnd;
        for (RunSelection.Part gap : selection.gaps()) {
            if (gap.end() > end) {
                end = gap.end();
                epoch = Math.max(epoch, gap.candidate().header().leaderEpoch());
            }
        }
        return epoch;
    }

    private List<Truncation> truncationsInOrder() {
        return truncations.keySet().stream()
                .sorted(Comparator.comparingLong(RunHeader::readAt).thenComparingLong(RunHeader::start))
                .map(header -> new Truncation(header.start(), header.end(), header.leaderEpoch(), header.readAt()))
                .toList();
    }

    private static boolean overlap(OffsetRanges one, OffsetRanges other) {
        return other.toList().stream().anyMatch(range -> one.overlaps(range.start(), range.end()));
    }
}
