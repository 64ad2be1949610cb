// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.TimestampType;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenRunTest {

    private static final TopicPartitionId PARTITION = new TopicPartitionId("orders", new Id(1, 2), 3);

    private final TestChunks chunks = new TestChunks();

    @Test
    void joinedHeaderCoversBoth() {
        OpenRun run = new OpenRun(data(0, 3, 5));

        run.join(data(5, 9, 12));

        RunHeader header = run.header();
        assertThat(List.of(header.start(), header.end(), header.readAt())).containsExactly(0L, 12L, 12L);
        assertThat(List.of(header.minTimestamp(), header.maxTimestamp())).containsExactly(3L, 9L);
        assertThat(header.recordCount()).isEqualTo(2);
        assertThat(header.largestRecord()).isEqualTo(9);
        assertThat(header.recordBytes()).isEqualTo(12);
    }

    @Test
    void emptyRunExtendsBothWays() {
        OpenRun run = new OpenRun(empty(0, 2));

        run.join(empty(2, 4));
        run.join(data(4, 6, 8));
        run.join(empty(8, 10));

        RunHeader header = run.header();
        assertThat(List.of(header.start(), header.end(), header.readAt())).containsExactly(0L, 10L, 10L);
        assertThat(List.of(header.minTimestamp(), header.maxTimestamp())).containsExactly(6L, 6L);
        assertThat(header.recordCount()).isEqualTo(1);
    }

    @Test
    void isContinuedOnlyByAdjacentDataOfSameEpochAndType() {
        OpenRun run = new OpenRun(empty(0, 5));

        assertThat(run.isContinuedBy(empty(5, 6))).isTrue();
        assertThat(run.isContinuedBy(empty(6, 7))).isFalse();
        assertThat(run.isContinuedBy(Chunk.empty(PARTITION, new OffsetRange(5, 6), 2, TimestampType.CREATE_TIME, 0)))
                .isFalse();
        assertThat(run.isContinuedBy(Chunk.empty(PARTITION, new OffsetRange(5, 6), 1, TimestampType.NONE, 0)))
                .isFalse();
        assertThat(run.isContinuedBy(Chunk.gap(PARTITION, new OffsetRange(5, 6), GapCause.RETENTION, 1, 0, 6)))
                .isFalse();
        TopicPartitionId namesake = new TopicPartitionId("orders", new Id(1, 3), 3);
        assertThat(run.isContinuedBy(Chunk.empty(namesake, new OffsetRange(5, 6), 1, TimestampType.CREATE_TIME, 0)))
                .isFalse();
        assertThat(new OpenRun(Chunk.deleted(PARTITION, 5, 1, 0)).isContinuedBy(empty(5, 6)))
                .isFalse();
    }

    @Test
    void refusesToJoinWhatDoesNotContinue() {
        OpenRun run = new OpenRun(empty(0, 5));
        Chunk far = empty(9, 10);

        assertThatThrownBy(() -> run.join(far))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot join " + far + " to run " + run.header());
    }

    private Chunk data(long start, long timestamp, long end) {
        byte[] value = new byte[(int) timestamp];
        return chunks.of(PARTITION, List.of(TestChunks.record(start + 1, timestamp, 1, value)), start, end, end);
    }

    private static Chunk empty(long start, long end) {
        return Chunk.empty(PARTITION, new OffsetRange(start, end), 1, TimestampType.CREATE_TIME, end);
    }
}
