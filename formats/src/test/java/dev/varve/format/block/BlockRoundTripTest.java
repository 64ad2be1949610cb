// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.codec.Codec;
import dev.varve.format.codec.Compressor;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RandomRecords;
import dev.varve.format.record.RecordHeader;
import dev.varve.format.record.TimestampType;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockRoundTripTest {

    private static final Id SEGMENT = new Id(8, 9);

    private final TestChunks chunks = new TestChunks();

    @Test
    void recordsOfEveryKindComeBack() throws Exception {
        long seed = Long.getLong("varve.seed", System.nanoTime());
        System.out.println("BlockRoundTripTest: -Dvarve.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            RandomRecords source = new RandomRecords(random, 1 << random.nextInt(12));
            List<OpenRun> runs = new ArrayList<>();
            List<List<ArchivedRecord>> expected = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(4); i++) {
                List<ArchivedRecord> records = new ArrayList<>();
                runs.add(randomRun(random, source, i, records));
                expected.add(records);
            }

            DecodedBlock block = roundTrip(runs, random.nextBoolean() ? Compressor.zstd(1) : Compressor.none());

            for (int i = 0; i < runs.size(); i++) {
                assertThat(block.runs().get(i)).isEqualTo(runs.get(i).header());
                assertThat(TestChunks.records(block.cursor(i))).isEqualTo(expected.get(i));
            }
        }
    }

    private OpenRun randomRun(Random random, RandomRecords source, int number, List<ArchivedRecord> expected) {
        TopicPartitionId partition = new TopicPartitionId("orders", new Id(1, 2), number);
        long position = random.nextInt(1000);
        OpenRun run = null;
        while (run == null || !run.hasRecords() || random.nextBoolean()) {
            Chunk chunk;
            if (random.nextInt(4) == 0) {
                long end = position + 1 + random.nextInt(500);
                chunk = Chunk.empty(partition, new OffsetRange(position, end), 3, TimestampType.CREATE_TIME, 5);
            } else {
                List<ArchivedRecord> records =
                        source.next(1 + random.nextInt(30), position, 3, TimestampType.CREATE_TIME);
                long end = records.get(records.size() - 1).offset() + 1 + random.nextInt(3) * 100L;
                chunk = chunks.of(partition, records, position, end, 7);
                expected.addAll(records);
            }
            position = chunk.header().end();
            if (run == null) {
                run = new OpenRun(chunk);
            } else {
                run.join(chunk);
            }
        }
        return run;
    }

    @Test
    void largeRecordsAndManyHeadersComeBack() throws Exception {
        byte[] large = new byte[5_000_000];
        new Random(1).nextBytes(large);
        List<RecordHeader> headers = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            headers.add(new RecordHeader("header " + i % 7, i % 3 == 0 ? null : new byte[i % 200]));
        }
        List<ArchivedRecord> records = List.of(
                TestChunks.record(0, 5, 1, large),
                new ArchivedRecord(1, 4, TimestampType.CREATE_TIME, 1, large, new byte[3_000_000], headers));

        DecodedBlock block = roundTrip(
                List.of(new OpenRun(chunks.of(new TopicPartitionId("t", Id.ZERO, 0), records))), Compressor.zstd(1));

        assertThat(TestChunks.records(block.cursor(0))).isEqualTo(records);
    }

    @Test
    void extremeNumbersComeBack() throws Exception {
        TopicPartitionId partition = new TopicPartitionId("t", Id.ZERO, Integer.MAX_VALUE);
        List<ArchivedRecord> records = List.of(
                TestChunks.record(0, Long.MAX_VALUE, Integer.MAX_VALUE, null),
                TestChunks.record(5, Long.MIN_VALUE, Integer.MAX_VALUE, null),
                TestChunks.record(Long.MAX_VALUE - 1, -1, Integer.MAX_VALUE, new byte[0]));

        DecodedBlock block = roundTrip(List.of(new OpenRun(chunks.of(partition, records))), Compressor.none());

        assertThat(TestChunks.records(block.cursor(0))).isEqualTo(records);
    }

    @Test
    void payloadThatDoesNotShrinkIsStoredAsItIs() throws Exception {
        byte[] noise = new byte[1000];
        new Random(2).nextBytes(noise);
        TopicPartitionId partition = new TopicPartitionId("t", Id.ZERO, 0);

        DecodedBlock block = roundTrip(
                List.of(new OpenRun(chunks.of(partition, List.of(TestChunks.record(0, 0, 0, noise))))),
                Compressor.zstd(3));

        assertThat(block.header().codec()).isEqualTo(Codec.NONE);
    }

    @Test
    void cursorReadsHeadersAgainAfterRewind() throws Exception {
        ArchivedRecord record = new ArchivedRecord(
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                null,
                null,
                List.of(new RecordHeader("a", null), new RecordHeader("b", new byte[2])));
        RecordCursor cursor = roundTrip(
                        List.of(new OpenRun(chunks.of(new TopicPartitionId("t", Id.ZERO, 0), List.of(record)))),
                        Compressor.none())
                .cursor(0);
        cursor.next();

        cursor.nextHeader();
        cursor.rewindHeaders();

        assertThat(cursor.headerCount()).isEqualTo(2);
        assertThat(cursor.nextHeader()).isTrue();
        assertThat(cursor.array()[cursor.headerKeyPosition()]).isEqualTo((byte) 'a');
        assertThat(cursor.headerValueLength()).isEqualTo(RecordCursor.NULL_LENGTH);
        assertThat(cursor.nextHeader()).isTrue();
        assertThat(List.of(cursor.headerKeyLength(), cursor.headerValueLength()))
                .containsExactly(1, 2);
        assertThat(cursor.nextHeader()).isFalse();
        assertThat(cursor.next()).isFalse();
    }

    private static DecodedBlock roundTrip(List<OpenRun> runs, Compressor compressor) throws Exception {
        try (compressor;
                BlockDecoder decoder = new BlockDecoder(0)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BlockHeader header = new BlockEncoder(compressor, SEGMENT).write(runs, out);
            byte[] bytes = out.toByteArray();
            DecodedBlock block = decoder.decode(bytes, 0, bytes.length, "some.vsg", 0);
            assertThat(block.header()).isEqualTo(header);
            assertThat(bytes).hasSize(header.length() + header.storedLength());
            return block;
        }
    }
}
