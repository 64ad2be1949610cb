// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import static dev.varve.format.catalog.SimulatedHistory.PARTITION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.Id;
import dev.varve.format.block.GapCause;
import dev.varve.format.block.RunHeader;
import dev.varve.format.block.RunKind;
import dev.varve.format.segment.RunEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class RunSelectionTest {
    private static final int HISTORIES = 1500;

    private static final Id WRITER = new Id(0, 99);

    private final long seed = Long.getLong("varve.seed", 20260201);

    /** Candidates and the records that their runs hold. */
    private static final class Archive {
        private final List<RunCandidate> candidates = new ArrayList<>();
        private final IdentityHashMap<RunCandidate, Map<Long, Long>> records = new IdentityHashMap<>();
        private final ArchiveModel model = new ArchiveModel();

        void add(SimulatedHistory.Commit commit, Predicate<RunHeader> counts) {
            SegmentRef segment =
                    new SegmentRef("mixed/" + commit.segmentId(), commit.segmentId(), WRITER, commit.generation());
            for (int i = 0; i < commit.entries().size(); i++) {
                SimulatedHistory.Entry entry = commit.entries().get(i);
                if (counts.test(entry.header())) {
                    RunEntry run = new RunEntry(PARTITION, entry.header(), RunEntry.NO_BLOCK, 0);
                    RunCandidate candidate = new RunCandidate(segment, run, i, 0);
                    candidates.add(candidate);
                    records.put(candidate, entry.records());
                    model.apply(entry);
                }
            }
        }

        Map<Long, Long> readBy(RunSelection selection) {
            TreeMap<Long, Long> read = new TreeMap<>();
            for (RunSelection.Part part : selection.parts()) {
                new TreeMap<>(records.get(part.candidate()))
                        .subMap(part.start(), part.end())
                        .forEach((offset, record) ->
                                assertThat(read.put(offset, record)).isNull());
            }
            return read;
        }
    }

    private void forEachHistory(int count, HistoryCheck check) {
        for (int i = 0; i < count; i++) {
            long own = seed + i;
            Random random = new Random(own);
            try {
                check.check(
                        random,
                        new SimulatedHistory(random)
                                .play(20 + random.nextInt(120))
                                .commits());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("repeat with -Dvarve.seed=" + own, e);
            }
        }
    }

    @FunctionalInterface
    private interface HistoryCheck {
        void check(Random random, List<SimulatedHistory.Commit> commits);
    }

    @Test
    void agreesWithTheModelOnHonestHistories() {
        forEachHistory(HISTORIES, (random, commits) -> {
            Archive archive = new Archive();
            commits.forEach(commit -> archive.add(commit, header -> true));

            check(archive, random);
            assertThat(archive.readBy(RunSelection.of(archive.candidates))).isEqualTo(archive.model.seen());
        });
    }

    @Test
    void agreesWithTheModelAsOfAnyTime() {
        forEachHistory(HISTORIES / 3, (random, commits) -> {
            long last = commits.isEmpty()
                    ? 0
                    : commits.get(commits.size() - 1).entries().get(0).header().readAt();
            long asOf = 1000L + random.nextInt(Math.toIntExact(Math.max(1, last - 900)));
            Archive archive = new Archive();
            commits.stream()
                    .filter(commit -> commit.generation() == 0)
                    .forEach(commit -> archive.add(commit, header -> header.readAt() <= asOf));

            check(archive, random);
        });
    }

    @Test
    void agreesWithTheModelWhenSegmentsAreLost() {
        forEachHistory(HISTORIES / 3, (random, commits) -> {
            Archive archive = new Archive();
            for (SimulatedHistory.Commit commit : commits) {
                boolean lost = !commit.hasTruncation() && random.nextInt(4) == 0;
                if (commit.generation() == 0 && !lost) {
                    archive.add(commit, header -> true);
                }
            }

            check(archive, random);
        });
    }

    private static void check(Archive archive, Random random) {
        Collections.shuffle(archive.candidates, random);
        RunSelection selection = RunSelection.of(archive.candidates);

        Map<Long, Long> expectedRecords = new TreeMap<>();
        Set<Long> expectedCovered = new HashSet<>();
        Map<Long, GapCause> expectedGaps = new TreeMap<>();
        archive.model.cells().forEach((offset, cell) -> {
            if (cell.gap() != null) {
                expectedGaps.put(offset, cell.gap());
            } else {
                expectedCovered.add(offset);
            }
            if (cell.record() != null) {
                expectedRecords.put(offset, cell.record());
            }
        });
        Set<Long> covered = new HashSet<>();
        selection.parts().forEach(part -> {
            for (long offset = part.start(); offset < part.end(); offset++) {
                assertThat(covered.add(offset)).as("covered once").isTrue();
            }
        });
        Map<Long, GapCause> gaps = new TreeMap<>();
        selection.gaps().forEach(gap -> {
            for (long offset = gap.start(); offset < gap.end(); offset++) {
                gaps.put(offset, gap.candidate().header().cause());
            }
        });
        assertThat(archive.readBy(selection)).isEqualTo(expectedRecords);
        assertThat(covered).isEqualTo(expectedCovered);
        assertThat(gaps).isEqualTo(expectedGaps);
        assertThat(selection.end()).isEqualTo(archive.model.end());
    }

    @Test
    void followsTheRuleOnAnyEntries() {
        for (int i = 0; i < 3000; i++) {
            Random random = new Random(seed + i);
            List<RunCandidate> candidates = anyCandidates(random);
            RunSelection selection = RunSelection.of(candidates);
            TreeMap<Long, RunCandidate> read = new TreeMap<>();
            selection.parts().forEach(part -> {
                for (long offset = part.start(); offset < part.end(); offset++) {
                    assertThat(read.put(offset, part.candidate())).isNull();
                }
            });
            for (long offset = 0; offset < 70; offset++) {
                List<RunCandidate> covering = coveringBySection12(candidates, offset);
                assertThat(read.get(offset))
                        .as("offset %d, seed %d", offset, seed + i)
                        .isSameAs(covering.isEmpty() ? null : covering.get(0));
                assertThat(selection.overlaps().overlaps(offset, offset + 1))
                        .as("overlap at offset %d, seed %d", offset, seed + i)
                        .isEqualTo(covering.size() > 1);
            }
        }
    }

    private static List<RunCandidate> anyCandidates(Random random) {
        List<RunCandidate> candidates = new ArrayList<>();
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            RunKind kind = random.nextInt(4) == 0 ? RunKind.TRUNCATED : RunKind.DATA;
            long start = random.nextInt(50);
            RunHeader header = SimulatedHistory.header(
                    kind, null, random.nextInt(3), start, start + 1 + random.nextInt(20), random.nextInt(5), 0);
            SegmentRef segment =
                    new SegmentRef("mixed/" + i, new Id(0, 1 + random.nextInt(3)), WRITER, random.nextInt(2));
            candidates.add(new RunCandidate(segment, new RunEntry(PARTITION, header, RunEntry.NO_BLOCK, 0), i, 0));
        }
        return candidates;
    }

    /** Word by word as FORMAT.md says it. */
    private static List<RunCandidate> coveringBySection12(List<RunCandidate> candidates, long offset) {
        List<RunCandidate> covering = new ArrayList<>();
        for (RunCandidate candidate : candidates) {
            RunHeader header = candidate.header();
            boolean removed = candidates.stream()
                    .map(RunCandidate::header)
                    .anyMatch(truncation -> truncation.kind() == RunKind.TRUNCATED
                            && header.leaderEpoch() <= truncation.leaderEpoch()
                            && header.readAt() < truncation.readAt()
                            && offset >= truncation.start());
            if (header.kind() == RunKind.DATA && header.start() <= offset && offset < header.end() && !removed) {
                covering.add(candidate);
            }
        }
        covering.sort((one, other) -> {
            if (one.header().leaderEpoch() != other.header().leaderEpoch()) {
                return Integer.compare(
                        other.header().leaderEpoch(), one.header().leaderEpoch());
            }
            if (one.segment().generation() != other.segment().generation()) {
                return Long.compare(other.segment().generation(), one.segment().generation());
            }
            if (one.header().readAt() != other.header().readAt()) {
                return Long.compare(one.header().readAt(), other.header().readAt());
            }
            int byId = one.segment().id().compareTo(other.segment().id());
            return byId != 0 ? byId : Integer.compare(one.runIndex(), other.runIndex());
        });
        return covering;
    }

    @Test
    void choosesAmongManyRuns() {
        List<RunCandidate> candidates = new ArrayList<>();
        SegmentRef segment = new SegmentRef("mixed/1", new Id(0, 1), WRITER, 0);
        for (int i = 0; i < 100_000; i++) {
            RunHeader header = SimulatedHistory.header(RunKind.DATA, null, 0, i * 10L, i * 10L + 15, i, 0);
            candidates.add(new RunCandidate(segment, new RunEntry(PARTITION, header, RunEntry.NO_BLOCK, 0), i, 0));
        }
        Collections.shuffle(candidates, new Random(seed));

        RunSelection selection = RunSelection.of(candidates);

        assertThat(selection.parts()).hasSize(100_000);
        assertThat(selection.parts().get(1).offsets().start()).isEqualTo(15);
        assertThat(selection.end()).isEqualTo(999_990L + 15);
    }

    @Test
    void truncationAndDeletionProveWhatHadBeenReached() {
        List<RunCandidate> candidates = new ArrayList<>();
        SegmentRef segment = new SegmentRef("mixed/1", new Id(0, 1), WRITER, 0);
        RunHeader data = SimulatedHistory.header(RunKind.DATA, null, 0, 0, 10, 1, 0);
        RunHeader truncated = SimulatedHistory.header(RunKind.TRUNCATED, null, 1, 20, 30, 2, 0);
        candidates.add(new RunCandidate(segment, new RunEntry(PARTITION, data, RunEntry.NO_BLOCK, 0), 0, 0));
        candidates.add(new RunCandidate(segment, new RunEntry(PARTITION, truncated, RunEntry.NO_BLOCK, 0), 1, 0));

        assertThat(RunSelection.of(candidates).end()).isEqualTo(20);
    }
}
