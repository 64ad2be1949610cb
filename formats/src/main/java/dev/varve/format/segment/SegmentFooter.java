// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import dev.varve.format.ArchiveException;
import dev.varve.format.CorruptArchiveException;
import dev.varve.format.block.BlockHeader;
import dev.varve.format.block.RunHeader;
import dev.varve.format.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The truth about a segment: where its blocks are and what its entries say, FORMAT.md, section 9. Its checksum held, its
 * entries fit each other and the limits. Immutable.
 */
public final class SegmentFooter {

    /** What is read from the end of a segment at first; most footers are shorter. */
    private static final int TAIL_LENGTH = 64 * 1024;

    private final SegmentIdentity identity;
    private final List<SegmentTopic> topics;
    private final List<BlockEntry> blocks;
    private final List<RunEntry> runs;
    private final byte[] verbatim;
    private final long objectLength;

    /** Per block, where its runs begin among all entries; entries without block may stand between them. */
    private final int[] firstRuns;

    SegmentFooter(
            SegmentIdentity identity,
            List<SegmentTopic> topics,
            List<BlockEntry> blocks,
            List<RunEntry> runs,
            byte[] verbatim,
            long objectLength) {
        this.identity = identity;
        this.topics = List.copyOf(topics);
        this.blocks = List.copyOf(blocks);
        this.runs = List.copyOf(runs);
        this.verbatim = verbatim;
        this.objectLength = objectLength;
        firstRuns = new int[blocks.size()];
        for (int i = runs.size() - 1; i >= 0; i--) {
            if (runs.get(i).hasBlock()) {
                firstRuns[runs.get(i).blockIndex()] = i;
            }
        }
    }

    /**
     * Reads footer and trailer from bytes.
     *
     * @param footerAndTrailer exactly these two; kept, so do not modify
     * @param objectName for messages
     * @param objectLength length of the segment
     * @throws CorruptArchiveException if it is damaged
     * @throws dev.varve.format.UnsupportedFormatException if it needs a newer reader
     */
    public static SegmentFooter parse(byte[] footerAndTrailer, String objectName, long objectLength)
            throws ArchiveException {
        requireRoom(footerAndTrailer.length, objectName, objectLength);
        SegmentTrailer trailer = SegmentTrailer.read(footerAndTrailer, objectName, objectLength);
        if (trailer.footerLength() != footerAndTrailer.length - SegmentTrailer.LENGTH) {
            throw new CorruptArchiveException(
                    objectName,
                    objectLength - footerAndTrailer.length,
                    "length of footer expected " + (footerAndTrailer.length - SegmentTrailer.LENGTH) + ", found "
                            + trailer.footerLength());
        }
        return new FooterParser(footerAndTrailer, trailer, objectName, objectLength).parse();
    }

    /**
     * Reads the footer of a segment: one read of 64 KiB from its end, and a second one only if the footer is longer.
     *
     * @throws CorruptArchiveException if it is damaged
     * @throws dev.varve.format.UnsupportedFormatException if it needs a newer reader
     * @throws IOException if reading fails
     */
    public static SegmentFooter read(StoredObject object) throws IOException {
        long objectLength = object.length();
        int tailLength = (int) Math.min(TAIL_LENGTH, objectLength);
        requireRoom(tailLength, object.name(), objectLength);
        byte[] tail = new byte[tailLength];
        object.readFully(objectLength - tailLength, tail, 0, tailLength);
        int length = SegmentTrailer.read(tail, object.name(), objectLength).footerLength() + SegmentTrailer.LENGTH;
        byte[] footerAndTrailer = new byte[length];
        int known = Math.min(length, tailLength);
        System.arraycopy(tail, tailLength - known, footerAndTrailer, length - known, known);
        if (known < length) {
            object.readFully(objectLength - length, footerAndTrailer, 0, length - known);
        }
        return parse(footerAndTrailer, object.name(), objectLength);
    }

    private static void requireRoom(int tailLength, String objectName, long objectLength)
            throws CorruptArchiveException {
        int least = FooterBuilder.FIXED_LENGTH + SegmentTrailer.LENGTH;
        if (tailLength < least || objectLength < SegmentHeader.LENGTH + least) {
            throw new CorruptArchiveException(
                    objectName, 0, "object of " + objectLength + " bytes is too short for a segment");
        }
    }

    public SegmentIdentity identity() {
        return identity;
    }

    public List<SegmentTopic> topics() {
        return topics;
    }

    /** The blocks in the order of their positions. */
    public List<BlockEntry> blocks() {
        return blocks;
    }

    /** All entries; those with a block in the order of blocks and of runs in them. */
    public List<RunEntry> runs() {
        return runs;
    }

    /** The bytes of footer and trailer, for manifests. Not a copy, do not modify. */
    public byte[] verbatim() {
        return verbatim;
    }

    /** Length of the whole segment in bytes. */
    public long objectLength() {
        return objectLength;
    }

    /** Where the footer begins. */
    public long position() {
        return objectLength - verbatim.length;
    }

    /** What the header of a block must say. */
    public BlockHeader blockHeader(int index) {
        BlockEntry block = blocks.get(index);
        SegmentTopic topic = topics.get(block.topicIndex());
        List<RunHeader> headers = new ArrayList<>(block.runCount());
        for (int i = firstRuns[index]; headers.size() < block.runCount(); i++) {
            if (runs.get(i).hasBlock()) {
                headers.add(runs.get(i).header());
            }
        }
        return new BlockHeader(
                topic.topic(),
                topic.topicId(),
                identity.segmentId(),
                index,
                block.codec(),
                block.storedLength(),
                block.rawLength(),
                block.payloadCrc(),
                headers);
    }
}
