// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.TestChunks;
import dev.varve.format.codec.Compressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferBudgetTest {

    private static final Id TOPIC = new Id(1, 1);

    private final TestChunks chunks = new TestChunks();

    @Test
    void largestBufferOfAnyWriterIsWrittenFirst() throws Exception {
        BufferBudget budget = new BufferBudget(10_000);
        try (Compressor compressor = Compressor.none();
                SegmentWriter one = writer(compressor, budget);
                SegmentWriter other = writer(compressor, budget)) {
            one.add(chunk(0, 2000));
            one.add(chunk(1, 5000));
            other.add(chunk(2, 1000));
            assertThat(one.blockCount()).isZero();

            other.add(chunk(3, 2000));

            assertThat(one.blockCount()).isEqualTo(1);
            assertThat(one.position()).isBetween(5000L, 5500L);
            assertThat(other.blockCount()).isZero();
            assertThat(budget.used())
                    .isEqualTo(one.bufferedBytes() + other.bufferedBytes())
                    .isLessThan(10_000);
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void manyPartitionsStayBelowTheLimit() throws Exception {
        BufferBudget budget = new BufferBudget(100_000);
        try (Compressor compressor = Compressor.zstd(1);
                SegmentWriter writer = writer(compressor, budget)) {
            for (int round = 0; round < 20; round++) {
                for (int partition = 0; partition < 200; partition++) {
                    writer.add(chunks.of(
                            new TopicPartitionId("orders", TOPIC, partition),
                            List.of(TestChunks.record(round, 1, 1, new byte[100 + partition]))));
                    assertThat(budget.used()).isLessThanOrEqualTo(100_000);
                }
            }
            writer.finish();
            assertThat(writer.recordCount()).isEqualTo(4000);
        }
    }

    @Test
    void limitOfZeroWritesEveryChunk() throws Exception {
        try (Compressor compressor = Compressor.none();
                SegmentWriter writer = writer(compressor, new BufferBudget(0))) {
            writer.add(chunk(0, 10));
            writer.add(chunk(1, 10));

            assertThat(writer.blockCount()).isEqualTo(2);
        }
    }

    @Test
    void refusesNegativeLimit() {
        assertThatThrownBy(() -> new BufferBudget(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid buffer budget: -1, need at least 0 bytes");
    }

    @Test
    void writersOnOneBudgetAreComplete() throws IOException {
        BufferBudget budget = new BufferBudget(3000);
        List<ByteArrayOutputStream> outs = new ArrayList<>();
        try (Compressor compressor = Compressor.none()) {
            List<SegmentWriter> writers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                outs.add(new ByteArrayOutputStream());
                writers.add(new SegmentWriter(
                        outs.get(i),
                        TestSegments.identity(SegmentLayout.MIXED),
                        compressor,
                        SegmentOptions.DEFAULT,
                        budget));
            }
            for (int i = 0; i < 30; i++) {
                writers.get(i % 3).add(chunk(i, 500));
            }
            for (SegmentWriter writer : writers) {
                writer.finish();
            }
        }
        for (ByteArrayOutputStream out : outs) {
            assertThat(TestSegments.read(out.toByteArray())).hasSize(10);
        }
    }

    private static SegmentWriter writer(Compressor compressor, BufferBudget budget) {
        return new SegmentWriter(
                new ByteArrayOutputStream(),
                TestSegments.identity(SegmentLayout.MIXED),
                compressor,
                SegmentOptions.DEFAULT,
                budget);
    }

    private Chunk chunk(int partition, int size) {
        return chunks.of(
                new TopicPartitionId("orders", TOPIC, partition), List.of(TestChunks.record(0, 1, 1, new byte[size])));
    }
}
