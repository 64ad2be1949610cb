// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.Id;
import dev.varve.format.MissingObjectException;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.UnsupportedFormatException;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.DecodedBlock;
import dev.varve.format.block.TestChunks;
import dev.varve.format.codec.Compressor;
import dev.varve.format.codec.Crc32c;
import dev.varve.format.store.FaultyStore;
import dev.varve.format.store.FaultyStore.Operation;
import dev.varve.format.store.MemoryStore;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentReaderTest {

    private static final TopicPartitionId PARTITION = new TopicPartitionId("orders", new Id(1, 1), 0);
    private static final String NAME = TestSegments.NAME;

    private final TestChunks chunks = new TestChunks();
    private final byte[] segment = segment(0);

    SegmentReaderTest() throws Exception {}

    @Test
    void readsFromAStore() throws Exception {
        MemoryStore store = new MemoryStore();
        store.create(NAME, segment);

        try (SegmentReader reader = SegmentReader.open(store, NAME)) {
            assertThat(reader.name()).isEqualTo(NAME);
            assertThat(reader.footer().blocks()).hasSize(2);
            assertThat(TestChunks.records(reader.readBlock(1).cursor(0)))
                    .containsExactly(TestChunks.record(1, 1, 1, new byte[100]));
        }
        assertThatThrownBy(() -> SegmentReader.open(store, "other.vsg"))
                .isInstanceOf(MissingObjectException.class)
                .hasMessageStartingWith("Missing object other.vsg in ");
    }

    @Test
    void refusesFooterOfAnotherObject() throws Exception {
        SegmentFooter footer = TestSegments.footer(segment);
        byte[] longer = Arrays.copyOf(segment, segment.length + 1);

        assertThatThrownBy(() -> SegmentReader.open(TestSegments.object(longer), footer))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessage("Corrupt object " + NAME + " at byte position " + longer.length
                        + ": length of segment expected " + segment.length + ", found " + longer.length);
    }

    @Test
    void refusesHeaderThatDiffersFromTheFooter() {
        segment[16 + 40]++;
        SegmentFooterTest.put(segment, 128, Crc32c.of(segment, 0, 128));

        assertRefused(CorruptArchiveException.class, 16, "segment identity expected as in the footer");
    }

    @Test
    void refusesHeaderWithWrongChecksumOrLength() {
        segment[16 + 70]++;
        assertRefused(CorruptArchiveException.class, 0, "checksum of segment header expected ");

        segment[12]++;
        SegmentFooterTest.put(segment, 128, Crc32c.of(segment, 0, 128));
        assertRefused(CorruptArchiveException.class, 12, "length of segment header expected 132, found 133");
    }

    @Test
    void refusesUnknownFeaturesAndEncryption() {
        segment[80 + 16 + 3] = 1;
        SegmentFooterTest.put(segment, 128, Crc32c.of(segment, 0, 128));
        assertRefused(UnsupportedFormatException.class, 96, "segment needs unknown features: bits 0x1000000");

        segment[80 + 16 + 3] = 0;
        segment[96 + 16 + 15] = 1;
        SegmentFooterTest.put(segment, 128, Crc32c.of(segment, 0, 128));
        assertRefused(
                UnsupportedFormatException.class, 112, "segment is encrypted with key 0000000000000000000000000000");
    }

    @Test
    void refusesBlocksThatChangedPlaces() throws Exception {
        SegmentFooter footer = TestSegments.footer(segment);
        BlockEntry first = footer.blocks().get(0);
        int length = (int) first.length();
        byte[] copy = segment.clone();
        System.arraycopy(copy, (int) first.position(), segment, (int) first.end(), length);
        System.arraycopy(copy, (int) first.end(), segment, (int) first.position(), length);

        assertRefused(
                CorruptArchiveException.class, 132, "header of block 0 differs from the footer: expected block 0");
    }

    @Test
    void refusesBlockOfAnotherSegment() throws Exception {
        byte[] other = segment(77);
        BlockEntry first = TestSegments.footer(segment).blocks().get(0);
        System.arraycopy(other, 132, segment, 132, (int) first.length());

        assertRefused(CorruptArchiveException.class, 132, "header of block 0 differs from the footer: run 0 expected");
    }

    @Test
    void readsSeveralBlocksAtOnce() throws Exception {
        FaultyStore store = new FaultyStore(new MemoryStore());
        store.create(NAME, segment);

        try (SegmentReader reader = SegmentReader.open(store, NAME);
                SegmentReader another = reader.another(store)) {
            int before = store.calls(Operation.READ);
            SegmentReader.StoredBlocks both = another.readBlocks(0, 1);
            List<DecodedBlock> blocks = List.of(both.decode(1), both.decode(0));

            assertThat(store.calls(Operation.READ)).isEqualTo(before + 1);
            assertThat(TestChunks.records(blocks.get(0).cursor(0)))
                    .containsExactly(TestChunks.record(1, 1, 1, new byte[100]));
            assertThat(TestChunks.records(blocks.get(1).cursor(0)))
                    .containsExactly(TestChunks.record(0, 1, 1, new byte[100]));
            SegmentReader.StoredBlocks second = reader.readBlocks(1, 1);
            assertThatThrownBy(() -> second.decode(0))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("Invalid block: need 1 to 1, found: 0");
        }
    }

    @Test
    void damageOfOneBlockLeavesItsNeighbours() throws Exception {
        BlockEntry first = TestSegments.footer(segment).blocks().get(0);
        segment[(int) first.end() - 1]++;

        try (SegmentReader reader = SegmentReader.open(TestSegments.object(segment), TestSegments.footer(segment))) {
            SegmentReader.StoredBlocks both = reader.readBlocks(0, 1);

            assertThatThrownBy(() -> both.decode(0))
                    .isInstanceOf(CorruptArchiveException.class)
                    .hasMessageContaining("checksum of payload of block 0 expected ");
            assertThat(both.decode(1).runs()).hasSize(1);
        }
    }

    @Test
    void anotherReaderNoticesWhatHappenedSince() throws Exception {
        MemoryStore store = new MemoryStore();
        store.create(NAME, segment);

        try (SegmentReader reader = SegmentReader.open(store, NAME)) {
            store.objects().put(NAME, Arrays.copyOf(segment, segment.length - 1));
            assertThatThrownBy(() -> reader.another(store))
                    .isInstanceOf(CorruptArchiveException.class)
                    .hasMessageContaining(": length of segment expected " + segment.length);
            store.objects().remove(NAME);
            assertThatThrownBy(() -> reader.another(store))
                    .isInstanceOf(MissingObjectException.class)
                    .hasMessageStartingWith("Missing object " + NAME);
        }
    }

    private void assertRefused(Class<? extends Exception> type, long position, String finding) {
        assertThatThrownBy(() -> TestSegments.read(segment))
                .isInstanceOf(type)
                .hasMessageContaining("object " + NAME + " at byte position " + position + ": " + finding);
    }

    private byte[] segment(long readAt) throws Exception {
        Chunk first = chunks.of(PARTITION, List.of(TestChunks.record(0, 1, 1, new byte[100])), 0, 1, readAt);
        Chunk second = chunks.of(PARTITION, List.of(TestChunks.record(1, 1, 1, new byte[100])), 1, 2, readAt);
        return TestSegments.write(SegmentLayout.OWN, Compressor.none(), 100, List.of(first, second));
    }
}
