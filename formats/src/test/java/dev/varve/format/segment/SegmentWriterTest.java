// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.GapCause;
import dev.varve.format.block.RunHeader;
import dev.varve.format.block.RunKind;
import dev.varve.format.block.TestChunks;
import dev.varve.format.codec.Compressor;
import dev.varve.format.record.TimestampType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentWriterTest {

    private static final Id ORDERS = new Id(1, 1);
    private static final TopicPartitionId A = new TopicPartitionId("orders", ORDERS, 0);
    private static final TopicPartitionId B = new TopicPartitionId("orders", ORDERS, 1);
    private static final TopicPartitionId OTHER = new TopicPartitionId("payments", new Id(2, 2), 0);

    private final TestChunks chunks = new TestChunks();

    @Test
    void adjacentChunksJoinToOneRun() throws Exception {
        SegmentFooter footer = write(1000, data(A, 0, 10), data(A, 1, 10), empty(A, 2, 5), data(A, 5, 10));

        assertThat(footer.runs()).hasSize(1);
        RunHeader run = footer.runs().get(0).header();
        assertThat(List.of(run.start(), run.end(), run.recordCount())).containsExactly(0L, 6L, 3L);
    }

    @Test
    void emptyRunsJoinBeforeRecordsComeAndAfter() throws Exception {
        SegmentFooter footer =
                write(1000, empty(A, 0, 3), empty(A, 3, 5), data(A, 5, 10), empty(A, 6, 7), empty(A, 7, 9));

        assertThat(footer.runs()).hasSize(1);
        RunHeader run = footer.runs().get(0).header();
        assertThat(List.of(run.start(), run.end(), run.recordCount())).containsExactly(0L, 9L, 1L);
    }

    @Test
    void entriesOfOnePartitionKeepTheirOrder() throws Exception {
        SegmentFooter footer = write(
                60,
                Chunk.gap(A, new OffsetRange(0, 5), GapCause.BEFORE_FIRST_BACKUP, -1, 1, 5),
                data(A, 5, 100),
                empty(A, 6, 8),
                data(A, 8, 100),
                Chunk.truncated(A, 7, 9, 2, 1, 0),
                Chunk.empty(A, new OffsetRange(7, 9), 2, TimestampType.CREATE_TIME, 1),
                data(B, 0, 1),
                Chunk.deleted(A, 9, 2, 1));

        assertThat(footer.runs().stream().filter(run -> run.partition().equals(A)))
                .extracting(
                        run -> run.header().kind(),
                        run -> run.header().start(),
                        run -> run.header().end())
                .containsExactly(
                        tuple(RunKind.GAP, 0L, 5L),
                        tuple(RunKind.DATA, 5L, 6L),
                        tuple(RunKind.DATA, 6L, 9L),
                        tuple(RunKind.TRUNCATED, 7L, 9L),
                        tuple(RunKind.DATA, 7L, 9L),
                        tuple(RunKind.DELETED, 9L, 9L));
    }

    @Test
    void partitionThatFillsABlockHasItAlone() throws Exception {
        SegmentFooter footer = write(200, data(A, 0, 10), data(B, 0, 300), data(A, 1, 10));

        assertThat(footer.blocks()).hasSize(2);
        assertThat(footer.blockHeader(0).runs())
                .extracting(RunHeader::partition)
                .containsExactly(1);
        assertThat(footer.blockHeader(1).runs())
                .extracting(RunHeader::recordCount)
                .containsExactly(2L);
    }

    @Test
    void remaindersOfATopicShareBlocksUpToTheBlockSize() throws Exception {
        List<Chunk> added = new ArrayList<>();
        for (int partition = 0; partition < 10; partition++) {
            added.add(data(new TopicPartitionId("orders", ORDERS, partition), 0, 50 + partition));
        }
        added.add(data(OTHER, 0, 10));

        SegmentFooter footer = write(400, added.toArray(Chunk[]::new));

        assertThat(footer.blocks()).hasSize(4);
        assertThat(footer.blocks()).allMatch(block -> block.rawLength() <= 400);
        assertThat(footer.blockHeader(0).runs())
                .extracting(RunHeader::partition)
                .containsExactly(9, 8, 7, 6);
        assertThat(footer.blockHeader(3).topic()).isEqualTo("payments");
    }

    @Test
    void blocksStayBelowTwiceTheBlockSizeUnlessOneChunkIsLarger() throws Exception {
        SegmentFooter footer = write(300, data(A, 0, 200), data(A, 1, 500), data(A, 2, 5000));

        assertThat(footer.blocks()).extracting(BlockEntry::runCount).containsExactly(1, 1, 1);
        assertThat(footer.blocks().get(0).rawLength()).isBetween(200, 300);
        assertThat(footer.blocks().get(1).rawLength()).isBetween(500, 600);
    }

    @Test
    void segmentMayHaveNoBlocks() throws Exception {
        SegmentFooter footer = write(300, empty(A, 0, 4));

        assertThat(footer.blocks()).isEmpty();
        assertThat(footer.runs()).hasSize(1);
        assertThat(write(300).runs()).isEmpty();
    }

    @Test
    void positionAndBufferedBytesFollow() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BufferBudget budget = new BufferBudget(1 << 20);
        try (Compressor compressor = Compressor.zstd(1);
                SegmentWriter writer = writer(out, compressor, budget)) {
            writer.add(data(A, 0, 10));
            assertThat(writer.position()).isZero();
            assertThat(writer.bufferedBytes()).isEqualTo(budget.used()).isPositive();

            writer.add(data(A, 1, 300));
            assertThat(writer.position()).isEqualTo(out.size()).isPositive();
            assertThat(writer.bufferedBytes()).isEqualTo(budget.used()).isZero();
            assertThat(writer.blockCount()).isEqualTo(1);

            writer.add(data(A, 2, 10));
            writer.finish();
            assertThat(writer.position()).isEqualTo(out.size());
            assertThat(writer.recordCount()).isEqualTo(3);
            assertThat(budget.used()).isZero();
        }
    }

    @Test
    void closeWithoutFinishGivesTheMemoryBack() throws Exception {
        BufferBudget budget = new BufferBudget(1 << 20);
        try (Compressor compressor = Compressor.zstd(1)) {
            SegmentWriter writer = writer(new ByteArrayOutputStream(), compressor, budget);
            writer.add(data(A, 0, 10));

            writer.close();
            writer.close();

            assertThat(budget.used()).isZero();
        }
    }

    @Test
    void isUnusableAfterFinish() throws Exception {
        try (Compressor compressor = Compressor.none();
                SegmentWriter writer = writer(new ByteArrayOutputStream(), compressor, new BufferBudget(0))) {
            writer.finish();

            assertUnusable(writer);
        }
    }

    @Test
    void isUnusableAfterFailure() throws Exception {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };
        try (Compressor compressor = Compressor.none();
                SegmentWriter writer = writer(full, compressor, new BufferBudget(1 << 20))) {
            assertThatThrownBy(() -> writer.add(data(A, 0, 300)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no space left");

            assertUnusable(writer);
        }
    }

    private void assertUnusable(SegmentWriter writer) {
        assertThatThrownBy(() -> writer.add(data(A, 1, 10)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot write to segment 505152535455565758595a5b5c5d5e5f: "
                        + "it is finished, closed or an earlier write failed");
    }

    @Test
    void segmentOfItsOwnRefusesASecondTopic() throws Exception {
        try (Compressor compressor = Compressor.none();
                SegmentWriter writer = new SegmentWriter(
                        new ByteArrayOutputStream(),
                        TestSegments.identity(SegmentLayout.OWN),
                        compressor,
                        SegmentOptions.DEFAULT,
                        new BufferBudget(1 << 20))) {
            writer.add(data(A, 0, 10));
            writer.add(data(B, 0, 10));

            assertThatThrownBy(() -> writer.add(data(OTHER, 0, 10)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Cannot add chunk of " + OTHER + " to segment of topic orders");
        }
    }

    private static SegmentWriter writer(OutputStream out, Compressor compressor, BufferBudget budget) {
        return new SegmentWriter(
                out, TestSegments.identity(SegmentLayout.MIXED), compressor, new SegmentOptions(200), budget);
    }

    private static SegmentFooter write(int blockSize, Chunk... added) throws IOException {
        byte[] segment = TestSegments.write(SegmentLayout.MIXED, Compressor.none(), blockSize, List.of(added));
        TestSegments.read(segment);
        return TestSegments.footer(segment);
    }

    private Chunk data(TopicPartitionId partition, long offset, int size) {
        return chunks.of(partition, List.of(TestChunks.record(offset, 5, 1, new byte[size])));
    }

    private static Chunk empty(TopicPartitionId partition, long start, long end) {
        return Chunk.empty(partition, new OffsetRange(start, end), 1, TimestampType.CREATE_TIME, 7);
    }
}
