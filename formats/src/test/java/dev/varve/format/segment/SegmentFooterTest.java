// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.UnsupportedFormatException;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.TestChunks;
import dev.varve.format.codec.Compressor;
import dev.varve.format.codec.Crc32c;
import dev.varve.format.codec.FieldWriter;
import dev.varve.format.record.TimestampType;
import dev.varve.format.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentFooterTest {

    private static final TopicPartitionId PARTITION = new TopicPartitionId("orders", new Id(1, 1), 0);

    private final TestChunks chunks = new TestChunks();

    @Test
    void keepsItsBytesAndPlaces() throws Exception {
        byte[] segment = segment();

        SegmentFooter footer = TestSegments.footer(segment);

        byte[] verbatim = footer.verbatim();
        assertThat(verbatim).isEqualTo(Arrays.copyOfRange(segment, (int) footer.position(), segment.length));
        assertThat(footer.objectLength()).isEqualTo(segment.length);
        assertThat(footer.identity()).isEqualTo(TestSegments.identity(SegmentLayout.MIXED));
        assertThat(footer.topics()).containsExactly(new SegmentTopic(new Id(1, 1), "orders"));
        assertThat(footer.blocks().get(0).position()).isEqualTo(SegmentHeader.LENGTH);
        assertThat(footer.blocks().get(0).end()).isEqualTo(footer.position());
        assertThat(SegmentFooter.parse(verbatim, "x", segment.length).runs()).isEqualTo(footer.runs());
    }

    @Test
    void footerLongerThanTheFirstReadTakesASecondOne() throws Exception {
        List<Chunk> added = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            TopicPartitionId partition = new TopicPartitionId("topic-" + i, new Id(5, i), i % 7);
            added.add(Chunk.empty(partition, new OffsetRange(0, 5), 1, TimestampType.CREATE_TIME, 1));
        }
        byte[] segment = TestSegments.write(SegmentLayout.MIXED, Compressor.none(), 1000, added);
        CountingObject object = new CountingObject(TestSegments.object(segment));

        SegmentFooter footer = SegmentFooter.read(object);

        assertThat(footer.runs()).hasSize(2000);
        assertThat(footer.verbatim()).hasSizeGreaterThan(64 * 1024);
        assertThat(object.reads).containsExactly(64 * 1024, footer.verbatim().length - 64 * 1024);
    }

    @Test
    void extraFieldsAreIgnoredUnlessCritical() throws Exception {
        byte[] harmless = {1, 0, 2, 0, 0, 0, 7, 7};
        byte[] ended = {1, 0, 1, 0, 0, 0, 7, 0, 0, 99, 99};
        byte[] critical = {1, (byte) 0x80, 0, 0, 0, 0};
        byte[] tooLong = {1, 0, 3, 0, 0, 0, 7, 7};
        byte[] cutOff = {1, 0, 3};

        for (int place = 0; place < 3; place++) {
            assertThat(withExtra(harmless, place).runs()).hasSize(1);
            assertThat(withExtra(ended, place).runs()).hasSize(1);
            int at = place;
            assertThatThrownBy(() -> withExtra(critical, at))
                    .isInstanceOf(UnsupportedFormatException.class)
                    .hasMessageContaining("unknown extra field 32769");
            assertThatThrownBy(() -> withExtra(tooLong, at))
                    .isInstanceOf(CorruptArchiveException.class)
                    .hasMessageContaining("extra field 1 of 3 bytes runs beyond its area");
            assertThatThrownBy(() -> withExtra(cutOff, at))
                    .isInstanceOf(CorruptArchiveException.class)
                    .hasMessageMatching(".*(runs beyond its area|need 4 bytes, only [01] left)");
        }
    }

    @Test
    void refusesObjectsThatAreTooShort() {
        for (int length : new int[] {0, 31, 132, 315}) {
            assertThatThrownBy(() -> TestSegments.footer(new byte[length]))
                    .isInstanceOf(CorruptArchiveException.class)
                    .hasMessage("Corrupt object " + TestSegments.NAME + " at byte position 0: object of " + length
                            + " bytes is too short for a segment");
        }
    }

    @Test
    void refusesNewerMajorVersionAndReadsNewerMinorVersion() throws Exception {
        byte[] verbatim = TestSegments.footer(segment()).verbatim().clone();
        long length = TestSegments.footer(segment()).objectLength();
        verbatim[10] = 9;
        verbatim[verbatim.length - 14] = 9;
        repair(verbatim);
        assertThat(SegmentFooter.parse(verbatim, "some.vsg", length).runs()).hasSize(1);

        verbatim[8] = 2;
        repair(verbatim);
        assertThatThrownBy(() -> SegmentFooter.parse(verbatim, "some.vsg", length))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining("footer has format version 2.9, this software reads 1.x");
    }

    @Test
    void parsesTwoThousandPartitionsFast() throws Exception {
        List<Chunk> added = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            TopicPartitionId partition = new TopicPartitionId("topic-" + i, new Id(5, i), 0);
            added.add(chunks.of(partition, List.of(TestChunks.record(0, 1, 1, new byte[10]))));
        }
        SegmentFooter footer =
                TestSegments.footer(TestSegments.write(SegmentLayout.MIXED, Compressor.none(), 1000, added));

        long before = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            SegmentFooter.parse(footer.verbatim(), "x", footer.objectLength());
        }

        assertThat((System.nanoTime() - before) / 20).isLessThan(200_000_000L);
    }

    /** The footer of a segment of one empty run with extra bytes: after the run entry, the block entry, or at the end. */
    private SegmentFooter withExtra(byte[] extra, int place) throws Exception {
        SegmentFooter whole = TestSegments.footer(segment());
        byte[] old = whole.verbatim();
        int blockEntry = FooterBuilder.FIXED_LENGTH + Id.LENGTH + 2 + "orders".length();
        int[] ends = {
            blockEntry + FooterBuilder.BLOCK_ENTRY_LENGTH + FooterBuilder.RUN_ENTRY_LENGTH,
            blockEntry + FooterBuilder.BLOCK_ENTRY_LENGTH,
            old.length - SegmentTrailer.LENGTH
        };
        FieldWriter out = new FieldWriter();
        out.bytes(old, 0, ends[place]).bytes(extra, 0, extra.length);
        out.bytes(old, ends[place], old.length - ends[place]);
        byte[] bytes = out.toByteArray();
        int[] lengthFields = {146, 144, 140};
        bytes[lengthFields[place]] += (byte) extra.length;
        int trailer = bytes.length - SegmentTrailer.LENGTH;
        FieldWriter footerLength = new FieldWriter().u32(trailer);
        System.arraycopy(footerLength.array(), 0, bytes, trailer + 8, Integer.BYTES);
        repair(bytes);
        return SegmentFooter.parse(bytes, "some.vsg", whole.objectLength() + extra.length);
    }

    static void repair(byte[] footerAndTrailer) {
        int trailer = footerAndTrailer.length - SegmentTrailer.LENGTH;
        put(footerAndTrailer, trailer + 12, Crc32c.of(footerAndTrailer, 0, trailer));
        put(footerAndTrailer, trailer + 20, Crc32c.of(footerAndTrailer, trailer, 20));
    }

    static void put(byte[] bytes, int position, int value) {
        System.arraycopy(new FieldWriter().i32(value).array(), 0, bytes, position, Integer.BYTES);
    }

    private byte[] segment() throws Exception {
        Chunk chunk = chunks.of(PARTITION, List.of(TestChunks.record(0, 1, 1, new byte[10])));
        return TestSegments.write(SegmentLayout.MIXED, Compressor.none(), 1000, List.of(chunk));
    }

    private static final class CountingObject implements StoredObject {
        private final StoredObject object;
        private final List<Integer> reads = new ArrayList<>();

        CountingObject(StoredObject object) {
            this.object = object;
        }

        @Override
        public String name() {
            return object.name();
        }

        @Override
        public long length() {
            return object.length();
        }

        @Override
        public void readFully(long position, byte[] target, int offset, int length) throws IOException {
            reads.add(length);
            object.readFully(position, target, offset, length);
        }

        @Override
        public void close() {}
    }
}
