// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RandomRecords;
import dev.varve.format.record.TimestampType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkEncoderTest {

    private static final TopicPartitionId PARTITION = new TopicPartitionId("orders", new Id(1, 2), 3);

    private final ChunkEncoder encoder = new ChunkEncoder();

    @Test
    void headerTellsAboutTheRecords() {
        encoder.begin(PARTITION, 4, TimestampType.LOG_APPEND_TIME, 10);
        encoder.header("h", new byte[5]);
        encoder.append(12, 300, ByteBuffer.wrap(new byte[2]), ByteBuffer.wrap(new byte[3]));
        encoder.append(15, 200, null, null);

        RunHeader header = encoder.finish(20, 999).header();

        assertThat(header.kind()).isEqualTo(RunKind.DATA);
        assertThat(header.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        assertThat(header.partition()).isEqualTo(3);
        assertThat(header.leaderEpoch()).isEqualTo(4);
        assertThat(List.of(header.start(), header.end(), header.readAt())).containsExactly(10L, 20L, 999L);
        assertThat(List.of(header.minTimestamp(), header.maxTimestamp())).containsExactly(200L, 300L);
        assertThat(List.of(header.recordCount(), header.recordBytes(), (long) header.largestRecord()))
                .containsExactly(2L, 11L, 11L);
    }

    @Test
    void isReusableAndChunksAreTrimmed() {
        encoder.begin(PARTITION, 0, TimestampType.CREATE_TIME, 0);
        encoder.append(0, 0, null, ByteBuffer.wrap(new byte[100_000]));
        Chunk large = encoder.finish(1, 0);
        encoder.begin(PARTITION, 0, TimestampType.CREATE_TIME, 1);
        encoder.append(1, 0, null, ByteBuffer.wrap(new byte[1]));
        long encoded = encoder.encodedBytes();
        Chunk small = encoder.finish(2, 0);

        assertThat(large.header().recordCount()).isEqualTo(1);
        assertThat(small.header().recordBytes()).isEqualTo(1);
        assertThat(small.payloadBytes()).isEqualTo(small.payload().length).isEqualTo((int) encoded);
        assertThat(small.encodedBytes()).isBetween(34L, 400L);
    }

    @Test
    void doesNotMoveTheBuffers() {
        ByteBuffer heap = ByteBuffer.wrap(new byte[10], 2, 5);
        ByteBuffer direct = ByteBuffer.allocateDirect(10).position(4);
        encoder.begin(PARTITION, 0, TimestampType.CREATE_TIME, 0);

        encoder.append(0, 0, heap, direct);

        assertThat(List.of(heap.position(), heap.remaining(), direct.position(), direct.remaining()))
                .containsExactly(2, 5, 4, 6);
    }

    @Test
    void withoutRecordsIsAnEmptyRun() {
        encoder.begin(PARTITION, 7, TimestampType.CREATE_TIME, 5);

        Chunk chunk = encoder.finish(9, 1);

        assertThat(chunk.hasRecords()).isFalse();
        assertThat(chunk.header())
                .isEqualTo(RunHeader.empty(TimestampType.CREATE_TIME, 3, 7, new OffsetRange(5, 9), 1));
    }

    @Test
    void refusesOffsetsThatDoNotAscend() {
        encoder.begin(PARTITION, 0, TimestampType.CREATE_TIME, 5);
        encoder.append(5, 0, null, null);

        assertThatThrownBy(() -> encoder.append(5, 0, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid offset 5 in chunk of " + PARTITION + ": need at least 6");
        assertThat(encoder.recordCount()).isEqualTo(1);
    }

    @Test
    void refusesEndBeforeLastRecord() {
        encoder.begin(PARTITION, 0, TimestampType.CREATE_TIME, 5);
        encoder.append(8, 0, null, null);

        assertThatThrownBy(() -> encoder.finish(8, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid end 8 of chunk of " + PARTITION + " from 5: need at least 9");
    }

    @Test
    void refusesToBeginTwiceUnlessAbandoned() {
        encoder.begin(PARTITION, 0, TimestampType.CREATE_TIME, 5);
        encoder.header("left over", null);

        assertThatThrownBy(() -> encoder.begin(PARTITION, 0, TimestampType.CREATE_TIME, 5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot begin a chunk of " + PARTITION + ": one of " + PARTITION + " is not finished");
        encoder.abandon();
        encoder.begin(PARTITION, 0, TimestampType.CREATE_TIME, 0);
        encoder.append(0, 0, null, null);
        assertThat(encoder.finish(1, 0).header().recordBytes()).isZero();
    }

    @Test
    void refusesToFinishWhatWasNotBegun() {
        assertThatThrownBy(() -> encoder.finish(1, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot finish a chunk: none was begun");
    }

    @Test
    void chunkCrossesProcesses() throws Exception {
        List<ArchivedRecord> records = new RandomRecords(new Random(1), 50).next(30, 5, 2, TimestampType.CREATE_TIME);
        Chunk chunk = new TestChunks().of(PARTITION, records);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        chunk.writeTo(new DataOutputStream(bytes));
        Chunk read = Chunk.readFrom(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        assertThat(read.partition()).isEqualTo(PARTITION);
        assertThat(read.header()).isEqualTo(chunk.header());
        assertThat(read.payload()).isEqualTo(chunk.payload());
        assertThat(read.edges()).isEqualTo(chunk.edges());
    }
}
