// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.ArchiveException;
import dev.varve.format.CorruptArchiveException;
import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.TestChunks;
import dev.varve.format.codec.Compressor;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Damaged footers with right checksums. */
class FooterParserTest {

    private static final int TOPIC_COUNT = 128;
    private static final int BLOCK_COUNT = 132;
    private static final int RUN_COUNT = 136;
    private static final int TLV_LENGTH = 140;
    private static final int ENTRY_LENGTHS = 144;
    private static final int TOPICS = 152;
    private static final int TOPIC_LENGTH = 20;
    private static final int BLOCKS = TOPICS + 2 * TOPIC_LENGTH;
    private static final int RUNS = BLOCKS + 2 * 48;

    private byte[] footer = new byte[0];
    private long objectLength;
    private int position;

    /** Topics aa and ab, one block of one run each. */
    @BeforeEach
    void write() throws Exception {
        TestChunks chunks = new TestChunks();
        Id id = new Id(1, 1);
        Chunk one = chunks.of(new TopicPartitionId("aa", id, 0), List.of(TestChunks.record(0, 1, 1, new byte[20])));
        Chunk other = chunks.of(new TopicPartitionId("ab", id, 0), List.of(TestChunks.record(0, 1, 1, new byte[20])));
        byte[] segment = TestSegments.write(SegmentLayout.MIXED, Compressor.none(), 10, List.of(one, other));
        SegmentFooter whole = TestSegments.footer(segment);
        footer = whole.verbatim().clone();
        objectLength = whole.objectLength();
        position = (int) whole.position();
    }

    @Test
    void refusesCountsThatDoNotFitTheLength() {
        put(RUN_COUNT, 3);
        assertRefused(BLOCKS, "entries of the footer need 432 bytes, found 320");
        put(RUN_COUNT, -1);
        assertRefused(BLOCKS, "entries of the footer need 481036337136 bytes, found 320");
    }

    @Test
    void refusesTopicsThatDoNotFit() {
        put(TOPIC_COUNT, -1);
        assertRefused(TOPICS, "4294967295 topics in 360 bytes with layout MIXED");
    }

    @Test
    void refusesSecondTopicInSegmentOfItsOwn() {
        footer[16 + 68] = 1;
        assertRefused(TOPICS, "2 topics in 360 bytes with layout OWN");
    }

    @Test
    void refusesTopicThatStandsTwice() {
        footer[BLOCKS - 1] = 'a';
        assertRefused(TOPICS + TOPIC_LENGTH, "topic aa stands twice");
    }

    @Test
    void refusesEntriesThatAreTooShort() {
        put(ENTRY_LENGTHS, 112 << 16 | 47);
        assertRefused(ENTRY_LENGTHS, "entries of 47 and 112 bytes are too short");
        put(ENTRY_LENGTHS, 111 << 16 | 48);
        assertRefused(ENTRY_LENGTHS, "entries of 48 and 111 bytes are too short");
    }

    @Test
    void refusesBlocksThatDoNotFollowEachOther() {
        footer[BLOCKS + 48]++;
        assertRefused(BLOCKS + 48, "block 1 at position 370 to 607 expected at 369 before 606");
        footer[BLOCKS + 48]--;
        footer[BLOCKS + 48]--;
        assertRefused(BLOCKS + 48, "block 1 at position 368 to 605 expected at 369 before 606");
    }

    @Test
    void refusesBlocksThatDoNotEndAtTheFooter() {
        int trailer = footer.length - SegmentTrailer.LENGTH;
        SegmentFooterTest.put(footer, trailer, position + 1);
        objectLength++;
        position++;
        assertRefused(RUNS, "blocks end at 606, footer begins at 607");
    }

    @Test
    void refusesBlockBeyondTheFooter() {
        footer[BLOCKS + 48 + 12]++;
        assertRefused(BLOCKS + 48, "block 1 at position 369 to 607 expected at 369 before 606");
    }

    @Test
    void refusesBlockThatCannotBe() {
        footer[BLOCKS + 16]++;
        assertRefused(0, "entry of block 0: block of 54 bytes cannot be stored with codec NONE in 53 bytes");
        footer[BLOCKS + 16]--;
        footer[BLOCKS + 8]++;
        assertRefused(BLOCKS + 28, "block header of 185 bytes does not fit 1 runs");
    }

    @Test
    void refusesIndexesBeyondTheLists() {
        put(BLOCKS + 24, 2);
        assertRefused(BLOCKS + 24, "topic index 2 of 2 topics");
        put(BLOCKS + 24, 0);
        put(RUNS, 7);
        assertRefused(RUNS, "topic index 7 of 2 topics");
    }

    @Test
    void refusesRunsThatAreNotInTheOrderOfTheirBlocks() {
        put(RUNS + 4, 1);
        assertRefused(RUNS, "entry 0 is run 0 of block 1, expected run 0 of block 0 of 2");
        put(RUNS + 4, 0);
        put(RUNS + 8, 1);
        assertRefused(RUNS, "entry 0 is run 1 of block 0, expected run 0 of block 0 of 2");
    }

    @Test
    void refusesRunOfAnotherTopicThanItsBlock() {
        put(RUNS, 1);
        assertRefused(RUNS, "entry 0 has topic 1, its block has 0");
    }

    @Test
    void refusesRecordsWithoutBlock() {
        put(RUNS + 4, -1);
        assertRefused(RUNS, "entry 0 has 1 records and no block");
    }

    @Test
    void refusesMissingRuns() {
        put(RUN_COUNT, 1);
        put(TLV_LENGTH, 112);
        assertRefused(RUNS + 112, "entries for block 1 are missing");
    }

    @Test
    void refusesMoreBlocksThanItsEntriesName() {
        put(BLOCK_COUNT, 1);
        put(TLV_LENGTH, 48);
        assertRefused(BLOCKS + 48, "blocks end at 369, footer begins at 606");
    }

    @Test
    void refusesTrailerThatDoesNotFit() {
        int trailer = footer.length - SegmentTrailer.LENGTH;
        footer[trailer + 18]++;
        assertThatThrownBy(this::parse)
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining("checksum of trailer expected ");
        footer[trailer + 18]--;
        put(trailer, position + 1);
        assertRefused(
                trailer,
                "footer of " + trailer + " bytes at position " + (position + 1)
                        + " does not end at the trailer, object has " + objectLength + " bytes");
    }

    @Test
    void refusesFooterInTheHeader() throws Exception {
        objectLength = footer.length + 131L;
        position = 131;
        put(footer.length - SegmentTrailer.LENGTH, position);

        assertRefused(
                footer.length - SegmentTrailer.LENGTH,
                "footer of 512 bytes at position 131 does not end at the trailer, object has 675 bytes");
    }

    @Test
    void refusesOtherLengthThanGiven() {
        int trailer = footer.length - SegmentTrailer.LENGTH;
        put(trailer, position - 1);
        put(trailer + 8, trailer + 1);

        assertRefused(0, "length of footer expected " + trailer + ", found " + (trailer + 1));
    }

    private void put(int at, int value) {
        SegmentFooterTest.put(footer, at, value);
    }

    private void assertRefused(int at, String finding) {
        SegmentFooterTest.repair(footer);
        assertThatThrownBy(this::parse)
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessage("Corrupt object some.vsg at byte position " + (position + at) + ": " + finding);
    }

    private SegmentFooter parse() throws ArchiveException {
        return SegmentFooter.parse(footer, "some.vsg", objectLength);
    }
}
