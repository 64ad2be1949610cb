// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.FormatLimits;
import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.codec.Codec;
import dev.varve.format.codec.Compressor;
import dev.varve.format.codec.Crc32c;
import dev.varve.format.codec.FieldWriter;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.ContentDigest;
import dev.varve.format.record.RecordHeader;
import dev.varve.format.record.TimestampType;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Damage that keeps every checksum right. */
class BlockDecoderTest {

    private static final TopicPartitionId PARTITION = new TopicPartitionId("t", new Id(1, 1), 2);

    /** One record per line: offsets 0 and 2, timestamps 1 and 2, key and value of 1 byte, one header in the first. */
    private static final List<ArchivedRecord> RECORDS = List.of(
            new ArchivedRecord(
                    0,
                    1,
                    TimestampType.CREATE_TIME,
                    0,
                    new byte[] {7},
                    new byte[] {8},
                    List.of(new RecordHeader("h", null))),
            new ArchivedRecord(2, 2, TimestampType.CREATE_TIME, 0, new byte[] {9}, new byte[] {10}, List.of()));

    private static final int OFFSETS = 28;
    private static final int TIMESTAMPS = 30;
    private static final int KEY_LENGTHS = 32;
    private static final int VALUE_LENGTHS = 34;
    private static final int HEADERS = 36;
    private static final int KEYS = 41;
    private static final int VALUES = 43;

    @Test
    void readsWhatIsWhole() throws Exception {
        assertThat(TestChunks.records(decode(UnaryOperator.identity()).cursor(0)))
                .isEqualTo(RECORDS);
    }

    @Test
    void refusesRecordsThatContradictTheRunHeader() {
        assertRefused(set(OFFSETS + 1, 2), "record 1 of partition 2 [0, 3): offset 1 + 2 outside the run");
        assertRefused(set(TIMESTAMPS, 4), "smallest timestamp of partition 2 [0, 3) expected 1, found 2");
        assertRefused(set(TIMESTAMPS + 1, 4), "largest timestamp of partition 2 [0, 3) expected 2, found 3");
        assertRefused(set(KEYS, 1), "ordered digest of partition 2 [0, 3) expected ");
        assertRefused(set(VALUES + 1, 1), "ordered digest of partition 2 [0, 3) expected ");
        assertRefused(set(KEY_LENGTHS + 1, 1), "record bytes of partition 2 [0, 3) expected 5, found 4");
    }

    @Test
    void refusesLengthsThatDoNotAddUp() {
        assertRefused(set(0, 1), "sections add up to 44 bytes, payload has 45");
        assertRefused(set(0, 3), "section values runs beyond the 45 bytes of payload");
        assertRefused(set(3, 0x80), "section offsets runs beyond the 45 bytes of payload");
        assertRefused(set(KEY_LENGTHS, 4), "record 0 of partition 2 [0, 3): length of key is 3, only 2 bytes left");
        assertRefused(set(VALUE_LENGTHS, 5), "length of value is 4, only 2 bytes left");
        assertRefused(set(HEADERS, 4), "record 0 of partition 2 [0, 3): 4 headers in 4 bytes");
        assertRefused(set(HEADERS + 1, 9), "length of header key is 9, only 3 bytes left");
        assertRefused(set(HEADERS + 3, 9), "length of header value is 8, only 1 bytes left");
        assertRefused(BlockDecoderTest::withByteLeftOver, "1 bytes left over in section values");
    }

    @Test
    void refusesMalformedVarintsAndText() {
        String varint = "varint is cut off, too large or not in its shortest form";
        assertRefused(set(OFFSETS + 1, 0x80), "record 1 of partition 2 [0, 3): " + varint);
        assertRefused(set(TIMESTAMPS, 0x82, 0x00), "record 0 of partition 2 [0, 3): " + varint);
        assertRefused(set(HEADERS + 2, 0xff), "header key is not well-formed UTF-8");
    }

    @Test
    void refusesVarintOfMoreThan64Bits() {
        ArchivedRecord record = TestChunks.record(0, Long.MIN_VALUE, 0, null);
        byte[] block = encode(List.of(record), set(TIMESTAMPS - 1 + 9, 2));

        assertThatThrownBy(() -> decode(block))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining("record 0 of partition 2 [0, 1): varint is cut off, too large");
    }

    @Test
    void refusesWrongPayloadChecksum() {
        byte[] block = encode(RECORDS, UnaryOperator.identity());
        block[block.length - 1]++;

        assertThatThrownBy(() -> decode(block))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageStartingWith(
                        "Corrupt object some.vsg at byte position 1183: checksum of payload of block 5 ");
    }

    @Test
    void refusesWrongHeaderChecksum() {
        byte[] block = encode(RECORDS, UnaryOperator.identity());
        block[64]++;

        assertThatThrownBy(() -> decode(block))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageStartingWith("Corrupt object some.vsg at byte position 1000: checksum of block header ");
    }

    @Test
    void refusesPayloadThatIsCutOff() {
        byte[] block = encode(RECORDS, UnaryOperator.identity());

        assertThatThrownBy(() -> decode(Arrays.copyOf(block, block.length - 1)))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessage(
                        "Corrupt object some.vsg at byte position 1000: payload of 45 bytes expected, only 44 left");
    }

    @Test
    void refusesDigestsThatDiffer() {
        RunHeader run = new TestChunks().of(PARTITION, RECORDS).header();
        ContentDigest digest = run.digest();

        assertDigestRefused(new ContentDigest(2, digest.ordered() ^ 1, digest.unordered()), "ordered digest");
        assertDigestRefused(new ContentDigest(2, digest.ordered(), digest.unordered() ^ 1), "unordered digest");
        assertDigestRefused(new ContentDigest(1, digest.ordered(), digest.unordered()), "ordered digest");
        assertDigestRefused(new ContentDigest(3, digest.ordered(), digest.unordered()), "record 2 of partition 2");
    }

    private static void assertDigestRefused(ContentDigest digest, String finding) {
        Chunk chunk = new TestChunks().of(PARTITION, RECORDS);
        RunHeader run = chunk.header();
        RunHeader changed = new RunHeader(
                run.kind(),
                null,
                run.timestampType(),
                run.partition(),
                run.leaderEpoch(),
                run.start(),
                run.end(),
                run.readAt(),
                run.minTimestamp(),
                digest.count() == 1 ? run.minTimestamp() : run.maxTimestamp(),
                digest.count() == 1 ? run.largestRecord() : run.recordBytes(),
                run.largestRecord(),
                digest,
                -1);
        byte[] payload = chunk.payload();
        BlockHeader header = new BlockHeader(
                "t",
                Id.ZERO,
                Id.ZERO,
                0,
                Codec.NONE,
                payload.length,
                payload.length,
                Crc32c.of(payload),
                List.of(changed));
        assertThatThrownBy(() -> {
                    try (BlockDecoder decoder = new BlockDecoder(0)) {
                        decoder.decode(header, payload, 0, "some.vsg", 77);
                    }
                })
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining(finding);
    }

    @Test
    void refusesZstdFramesThatAreNotWhatTheHeaderSays() {
        byte[] value = new byte[10_000];
        List<ArchivedRecord> records = List.of(TestChunks.record(0, 0, 0, value));

        assertFrameRefused(records, frame -> Arrays.copyOf(frame, frame.length - 1), "zstd frame");
        assertFrameRefused(records, frame -> Arrays.copyOf(frame, frame.length + 9), "payload has");
        assertFrameRefused(records, frame -> twice(frame), "payload has");
        assertFrameRefused(records, frame -> flipped(frame, 5), "content size of the zstd frame");
        assertFrameRefused(records, frame -> new byte[frame.length], "content size of the zstd frame");
        assertFrameRefused(records, frame -> new byte[0], "content size of the zstd frame of 0 bytes");
    }

    @Test
    void refusesHeaderBeyondTheLimits() {
        RunHeader run = new TestChunks().of(PARTITION, RECORDS).header();

        assertThat(header(Codec.NONE, 45, 45, List.of(run)).mistake()).isNull();
        assertThat(header(Codec.NONE, 45, 46, List.of(run)).mistake())
                .isEqualTo("block of 46 bytes cannot be stored with codec NONE in 45 bytes");
        assertThat(header(Codec.ZSTD, 45, FormatLimits.RAW_BLOCK_BYTES, List.of(run))
                        .mistake())
                .isEqualTo("block of 1610612736 bytes cannot be stored with codec ZSTD in 45 bytes");
        assertThat(header(Codec.ZSTD, 2000, 45, List.of(run)).mistake())
                .isEqualTo("block of 45 bytes cannot be stored with codec ZSTD in 2000 bytes");
        assertThat(header(Codec.NONE, 42, 42, List.of(run)).mistake())
                .isEqualTo("block of 42 bytes cannot hold 2 records of 5 bytes");
        assertThat(header(Codec.NONE, 45, 45, List.of()).mistake()).isEqualTo("block has no runs");
    }

    private static BlockHeader header(Codec codec, int stored, int raw, List<RunHeader> runs) {
        return new BlockHeader("t", Id.ZERO, Id.ZERO, 0, codec, stored, raw, 0, runs);
    }

    private static UnaryOperator<byte[]> set(int position, int... values) {
        return payload -> {
            for (int i = 0; i < values.length; i++) {
                payload[position + i] = (byte) values[i];
            }
            return payload;
        };
    }

    /** Gives the last section a byte more than its records have. */
    private static byte[] withByteLeftOver(byte[] payload) {
        byte[] longer = Arrays.copyOf(payload, payload.length + 1);
        longer[24]++;
        return longer;
    }

    private static void assertRefused(UnaryOperator<byte[]> damage, String finding) {
        byte[] block = encode(RECORDS, damage);
        assertThatThrownBy(() -> decode(block))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageStartingWith("Corrupt object some.vsg at byte position 1183: block 5, payload: ")
                .hasMessageContaining(finding);
    }

    private static void assertFrameRefused(List<ArchivedRecord> records, UnaryOperator<byte[]> damage, String finding) {
        Chunk chunk = new TestChunks().of(PARTITION, records);
        byte[] frame;
        try (Compressor compressor = Compressor.zstd(1)) {
            compressor.compress(chunk.payload(), 0, chunk.payload().length);
            frame = damage.apply(Arrays.copyOf(compressor.output(), compressor.outputLength()));
        }
        BlockHeader header = new BlockHeader(
                "t",
                Id.ZERO,
                Id.ZERO,
                0,
                Codec.ZSTD,
                frame.length,
                chunk.payloadBytes(),
                Crc32c.of(frame),
                List.of(chunk.header()));
        assertThatThrownBy(() -> {
                    try (BlockDecoder decoder = new BlockDecoder(0)) {
                        decoder.decode(header, frame, 0, "some.vsg", 77);
                    }
                })
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageStartingWith("Corrupt object some.vsg at byte position 77: ")
                .hasMessageContaining(finding);
    }

    private static byte[] twice(byte[] frame) {
        byte[] both = Arrays.copyOf(frame, 2 * frame.length);
        System.arraycopy(frame, 0, both, frame.length, frame.length);
        return both;
    }

    private static byte[] flipped(byte[] frame, int position) {
        byte[] copy = frame.clone();
        copy[position] ^= 1;
        return copy;
    }

    private static DecodedBlock decode(UnaryOperator<byte[]> damage) throws Exception {
        return decode(encode(RECORDS, damage));
    }

    private static DecodedBlock decode(byte[] block) throws Exception {
        try (BlockDecoder decoder = new BlockDecoder(0)) {
            return decoder.decode(block, 0, block.length, "some.vsg", 1000);
        }
    }

    /** A block of codec none with right checksums over a damaged payload. */
    private static byte[] encode(List<ArchivedRecord> records, UnaryOperator<byte[]> damage) {
        Chunk chunk = new TestChunks().of(PARTITION, records);
        byte[] payload = damage.apply(chunk.payload());
        BlockHeader header = new BlockHeader(
                "t",
                new Id(1, 1),
                Id.ZERO,
                5,
                Codec.NONE,
                payload.length,
                payload.length,
                Crc32c.of(payload),
                List.of(chunk.header()));
        FieldWriter fields = new FieldWriter();
        header.writeTo(fields);
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(fields.array(), 0, fields.length());
        block.write(payload, 0, payload.length);
        return block.toByteArray();
    }
}
