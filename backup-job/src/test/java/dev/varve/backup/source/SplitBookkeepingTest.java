// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.job.config.BackupConfig.Mode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who has which split, whose turn it is, and when an end is told. */
class SplitBookkeepingTest {
    private static final Set<Integer> BOTH = Set.of(0, 1);

    private static PartitionSplit main(int partition) {
        return PartitionSplit.main(
                new TopicPartitionId("orders", new Id(1, 2), partition), Mode.CONTINUOUS, 50, 0, PartitionSplit.NEVER);
    }

    private static PartitionSplit hole(long start) {
        return PartitionSplit.hole(
                main(0).partition(), Mode.CONTINUOUS, new OffsetRange(start, start + 5), PartitionSplit.NEVER);
    }

    @Test
    void assignsToTheReaderWithTheFewest() {
        SplitOwners owners = new SplitOwners(2, List.of(main(3), main(2), main(1)));
        owners.hold(0, List.of(main(0)));
        owners.hold(1, List.of());

        assertThat(owners.assign(BOTH)).isEqualTo(Map.of(0, List.of(main(2)), 1, List.of(main(1), main(3))));
        assertThat(owners.assign(BOTH)).isEmpty();
    }

    @Test
    void assignsNothingBeforeAllReadersHaveTold() {
        SplitOwners owners = new SplitOwners(2, List.of(main(0)));
        owners.hold(0, List.of());

        assertThat(owners.isComplete(BOTH)).isFalse();
        assertThat(owners.assign(BOTH)).isEmpty();
        assertThat(owners.unassigned()).containsExactly(main(0));
    }

    @Test
    void splitsOfFailedReaderGoBackToIt() {
        SplitOwners owners = new SplitOwners(2, List.of(main(0), main(1), main(2)));
        owners.hold(0, List.of());
        owners.hold(1, List.of());
        owners.assign(BOTH);

        owners.giveBack(0, List.of(main(2)));
        Map<Integer, List<PartitionSplit>> whileAway = owners.assign(Set.of(1));
        owners.hold(0, List.of(main(0)));

        assertThat(whileAway).isEmpty();
        assertThat(owners.assign(BOTH)).isEqualTo(Map.of(0, List.of(main(2))));
        assertThat(owners.isComplete(BOTH)).isTrue();
    }

    @Test
    void splitThatNoReaderHasIsNotKnown() {
        SplitOwners owners = new SplitOwners(1, List.of());
        owners.hold(0, List.of(main(0), main(1)));

        owners.lose(0);
        owners.hold(0, List.of(main(1)));

        assertThat(owners.knows(main(0).splitId())).isFalse();
        assertThat(owners.knows(main(1).splitId())).isTrue();
    }

    @Test
    void holesComeBeforeThePartition() {
        SplitTurns turns = new SplitTurns();
        Cursor partition = new Cursor(main(0));
        Cursor second = new Cursor(hole(20));
        Cursor first = new Cursor(hole(10));
        turns.add(partition);
        List<Cursor> atStart = turns.startDue();

        turns.add(second);
        turns.add(first);
        List<Cursor> withHoles = turns.startDue();
        turns.remove(first);
        List<Cursor> afterFirst = turns.startDue();
        turns.remove(second);

        assertThat(atStart).containsExactly(partition);
        assertThat(withHoles).containsExactly(first);
        assertThat(afterFirst).containsExactly(second);
        assertThat(turns.reading(partition.kafkaPartition())).isNull();
        assertThat(turns.startDue()).containsExactly(partition);
    }

    @Test
    void endIsToldOnceWhenItsCheckpointIsComplete() {
        EndedSplits ended = new EndedSplits();
        ended.snapshot(1);
        ended.add(main(0));

        ended.complete(1);
        boolean beforeItsCheckpoint = ended.isReportDue();
        ended.snapshot(2);
        ended.complete(2);

        assertThat(beforeItsCheckpoint).isFalse();
        assertThat(ended.report()).containsExactly(main(0));
        assertThat(ended.report()).isEmpty();
        assertThat(ended.all()).containsExactly(main(0));
        ended.forget(List.of(main(0).splitId()));
        assertThat(ended.all()).isEmpty();
    }
}
