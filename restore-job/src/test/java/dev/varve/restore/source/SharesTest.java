// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ContentDigest;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.ledger.LedgerContent.SplitKey;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.plan.Partitioning;
import dev.varve.restore.plan.PlannedPartition;
import dev.varve.restore.plan.PlannedTopic;
import dev.varve.restore.plan.TimeWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharesTest {
    private static final Id SOURCE = new Id(1, 1);
    private static final RestoreSplit.Target TARGET =
            new RestoreSplit.Target("orders", new Id(2, 2), 8, Partitioning.PRESERVE);

    /** Partitions of 100 offsets. */
    private static List<PlannedSplit> splits(long... recordBytes) {
        List<PlannedPartition> partitions = new ArrayList<>();
        for (int number = 0; number < recordBytes.length; number++) {
            TopicPartitionId source = new TopicPartitionId("orders", SOURCE, number);
            long bytes = recordBytes[number];
            partitions.add(new PlannedPartition(source, 0, 100, 100, bytes, bytes, 0, 0, 1, List.of(), List.of()));
        }
        PlannedTopic topic = new PlannedTopic(
                "orders",
                SOURCE,
                null,
                new PlannedTopic.PlannedTarget("orders", true, 8, (short) 1, Map.of(), Map.of()),
                Partitioning.PRESERVE,
                TimeWindow.ALL,
                null,
                partitions);
        return partitions.stream()
                .map(partition -> new PlannedSplit(topic, partition, TARGET))
                .toList();
    }

    private static LedgerContent ledger(PlannedSplit split, long to) {
        LedgerEntry.Position position =
                new LedgerEntry.Position(split.partition().source(), TARGET.topicId(), 0, to, ContentDigest.EMPTY, 0);
        LedgerFoldOf fold = new LedgerFoldOf(Map.of(split.key(), position));
        return fold.content();
    }

    private record LedgerFoldOf(Map<SplitKey, LedgerEntry.Position> positions) {
        @SuppressWarnings("NullAway") // the compact constructor's parameters have lost their annotations
        LedgerContent content() {
            return new LedgerContent(
                    null, null, Map.of(), Map.of(), Map.of(), positions, List.of(), Map.of(), Map.of());
        }
    }

    private static List<Integer> numbers(Shares shares, int subtask) {
        return shares.of(subtask).splits().stream()
                .map(split -> split.partition().source().partition())
                .toList();
    }

    @Test
    void givesTheLargestFirstToWhomHasLeast() {
        Shares shares = new Shares(2);

        shares.share(splits(10, 50, 30, 20), LedgerContent.NONE);

        assertThat(numbers(shares, 0)).containsExactly(1, 0);
        assertThat(numbers(shares, 1)).containsExactly(2, 3);
    }

    @Test
    void leavesOutWhatTheLedgerShowsAtItsEnd() {
        List<PlannedSplit> splits = splits(10, 10);
        Shares shares = new Shares(1);

        shares.share(splits, ledger(splits.get(1), 100));

        assertThat(numbers(shares, 0)).containsExactly(0);
    }

    @Test
    void isWrittenOnlyWhenEverySplitIs() {
        List<PlannedSplit> splits = splits(10, 10, 10);
        Shares shares = new Shares(3);
        shares.share(splits, LedgerContent.NONE);
        IntStream.range(0, 3).forEach(subtask -> shares.handOut(subtask, LedgerContent.NONE));

        shares.written(List.of(splits.get(0).splitId(), splits.get(1).splitId()));
        assertThat(shares.areWritten()).isFalse();

        shares.written(List.of(splits.get(2).splitId()));
        assertThat(shares.areWritten()).isTrue();
    }

    @Test
    void aResetTakesBackTheWholeShare() {
        List<PlannedSplit> splits = splits(10, 10);
        Shares shares = new Shares(1);
        shares.share(splits, LedgerContent.NONE);
        shares.handOut(0, LedgerContent.NONE);
        shares.written(splits.stream().map(PlannedSplit::splitId).toList());

        shares.reset(0);

        assertThat(shares.areWritten()).isFalse();
        assertThat(shares.of(0).isHandedOut()).isFalse();
        assertThat(shares.of(0).resets()).isEqualTo(1);
        assertThat(shares.handOut(0, ledger(splits.get(0), 100))).containsExactly(splits.get(1));
    }

    @Test
    void nothingToRestoreIsWritten() {
        Shares shares = new Shares(2);

        shares.share(List.of(), LedgerContent.NONE);

        assertThat(shares.areWritten()).isTrue();
    }
}
