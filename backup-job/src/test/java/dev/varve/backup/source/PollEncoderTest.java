// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.RunHeader;
import dev.varve.job.config.BackupConfig.Mode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class PollEncoderTest {
    private static final TopicPartitionId PARTITION = new TopicPartitionId("orders", new Id(1, 2), 0);

    private final List<ConsumerRecord<ByteBuffer, ByteBuffer>> records = new ArrayList<>();

    @Test
    void coversFromPositionToNextPosition() throws Exception {
        Cursor cursor = cursor(10, 4);
        record(12, 4);
        record(15, 4);

        assertThat(encode(cursor, 20, 4)).containsExactly("[10, 20) epoch=4 records=2");
        assertThat(cursor.position()).isEqualTo(20);
    }

    @Test
    void offsetsBeforeRecordOfNewEpochStayWithTheOldOne() throws Exception {
        Cursor cursor = cursor(10, 4);
        record(12, 5);
        record(13, 5);
        record(17, 6);

        assertThat(encode(cursor, 18, 6))
                .containsExactly(
                        "[10, 12) epoch=4 records=0", "[12, 17) epoch=5 records=2", "[17, 18) epoch=6 records=1");
    }

    @Test
    void markerOfNewEpochEndsChunkOfItsOwn() throws Exception {
        Cursor cursor = cursor(10, 4);
        record(10, 4);

        assertThat(encode(cursor, 15, 6)).containsExactly("[10, 14) epoch=4 records=1", "[14, 15) epoch=6 records=0");
        assertThat(cursor.leaderEpoch()).isEqualTo(6);
    }

    @Test
    void markerOfNewEpochRightAfterRecord() throws Exception {
        Cursor cursor = cursor(10, 4);
        record(10, 4);

        assertThat(encode(cursor, 12, 6)).containsExactly("[10, 11) epoch=4 records=1", "[11, 12) epoch=6 records=0");
    }

    @Test
    void onlyMarkersCoverTheirOffsets() throws Exception {
        assertThat(encode(cursor(10, 4), 12, 4)).containsExactly("[10, 12) epoch=4 records=0");
        assertThat(encode(cursor(10, 4), 12, 5))
                .containsExactly("[10, 11) epoch=4 records=0", "[11, 12) epoch=5 records=0");
        assertThat(encode(cursor(10, 4), 11, 5)).containsExactly("[10, 11) epoch=5 records=0");
        assertThat(encode(cursor(10, 4), 10, 4)).isEmpty();
    }

    @Test
    void epochOfNextRecordIsNotTakenForThatOfTheLastOne() throws Exception {
        Cursor cursor = cursor(10, 4);
        record(10, 4);

        assertThat(encode(cursor, 11, 5)).containsExactly("[10, 11) epoch=4 records=1");
        assertThat(cursor.leaderEpoch()).isEqualTo(4);
    }

    @Test
    void timestampTypeChangesChunk() throws Exception {
        record(10, 4);
        records.add(new ConsumerRecord<>(
                "orders",
                0,
                11,
                5,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                null,
                null,
                new RecordHeaders(),
                Optional.of(4)));

        assertThat(encode(cursor(10, 4), 12, 4))
                .containsExactly("[10, 11) epoch=4 records=1", "[11, 12) epoch=4 records=1");
    }

    @Test
    void stopsAtEnd() throws Exception {
        Cursor cursor = new Cursor(
                PartitionSplit.hole(PARTITION, Mode.CONTINUOUS, new OffsetRange(10, 13), PartitionSplit.NEVER));
        record(11, 4);
        record(14, 4);

        assertThat(encode(cursor, 15, 4)).containsExactly("[10, 11) epoch=-1 records=0", "[11, 13) epoch=4 records=1");
        assertThat(cursor.isComplete()).isTrue();
    }

    @Test
    void cutsChunksAtBlockSize() throws Exception {
        for (int i = 0; i < 10; i++) {
            records.add(new ConsumerRecord<>(
                    "orders",
                    0,
                    10 + 2L * i,
                    5,
                    TimestampType.CREATE_TIME,
                    0,
                    100,
                    null,
                    ByteBuffer.allocate(100),
                    new RecordHeaders(),
                    Optional.of(4)));
        }

        assertThat(encode(cursor(10, 4), 40, 4))
                .containsExactly("[10, 20) epoch=4 records=5", "[20, 40) epoch=4 records=5");
    }

    @Test
    void refusesEpochThatGoesBack() {
        record(10, 3);

        assertThatThrownBy(() -> encode(cursor(10, 4), 11, 3))
                .isInstanceOf(PollEncoder.EpochWentBackException.class)
                .hasMessageContaining("expected at least 4, found 3");
    }

    @Test
    void readAtNeverGoesBack() {
        Cursor cursor = new Cursor(PartitionSplit.main(PARTITION, Mode.CONTINUOUS, 10, 4, 1_000));

        assertThat(cursor.nextReadAt(900)).isEqualTo(1_001);
        assertThat(cursor.nextReadAt(1_000)).isEqualTo(1_001);
        assertThat(cursor.nextReadAt(2_000)).isEqualTo(2_000);
    }

    private static Cursor cursor(long position, int epoch) {
        return new Cursor(PartitionSplit.main(PARTITION, Mode.CONTINUOUS, position, epoch, PartitionSplit.NEVER));
    }

    private void record(long offset, int epoch) {
        records.add(new ConsumerRecord<>(
                "orders",
                0,
                offset,
                5,
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                null,
                new RecordHeaders(),
                Optional.of(epoch)));
    }

    private List<String> encode(Cursor cursor, long next, int nextEpoch) throws Exception {
        List<String> chunks = new ArrayList<>();
        new PollEncoder(512)
                .encode(cursor, records, new OffsetAndMetadata(next, Optional.of(nextEpoch), ""), 1_000, step -> {
                    RunHeader header = Objects.requireNonNull(step.chunk()).header();
                    chunks.add("[" + header.start() + ", " + header.end() + ") epoch=" + header.leaderEpoch()
                            + " records=" + header.recordCount());
                });
        return chunks;
    }
}
