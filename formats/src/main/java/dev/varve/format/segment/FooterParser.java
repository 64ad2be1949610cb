// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import dev.varve.format.ArchiveException;
import dev.varve.format.CorruptArchiveException;
import dev.varve.format.FormatLimits;
import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.BlockHeader;
import dev.varve.format.block.RunHeader;
import dev.varve.format.codec.Codec;
import dev.varve.format.codec.Crc32c;
import dev.varve.format.codec.FieldReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one footer whose trailer is known, and checks everything that can be checked without the blocks. */
final class FooterParser {

    private static final int MIN_TOPIC_LENGTH = Id.LENGTH + Short.BYTES + 1;
    private static final int TLV_CRITICAL = 0x8000;

    private final byte[] bytes;
    private final SegmentTrailer trailer;
    private final long objectLength;
    private final FieldReader in;

    private final List<SegmentTopic> topics = new ArrayList<>();
    private final List<BlockEntry> blocks = new ArrayList<>();
    private final List<RunEntry> runs = new ArrayList<>();
    private int nextIndexInBlock;
    private int currentBlock;

    FooterParser(byte[] bytes, SegmentTrailer trailer, String objectName, long objectLength) {
        this.bytes = bytes;
        this.trailer = trailer;
        this.objectLength = objectLength;
        in = new FieldReader(bytes, 0, trailer.footerLength(), objectName, trailer.footerPosition());
    }

    SegmentFooter parse() throws ArchiveException {
        in.magic(FooterBuilder.MAGIC);
        int crc = Crc32c.of(bytes, 0, trailer.footerLength());
        if (crc != trailer.footerCrc()) {
            throw in.corrupt(
                    in.position(),
                    "checksum of footer expected " + Crc32c.hex(trailer.footerCrc()) + ", found " + Crc32c.hex(crc));
        }
        in.version("footer");
        in.skip(Integer.BYTES);
        SegmentIdentity identity = SegmentIdentity.readFrom(in);
        long topicCount = in.u32();
        long blockCount = in.u32();
        long runCount = in.u32();
        long tlvLength = in.u32();
        int blockEntry = in.u16();
        int runEntry = in.u16();
        in.skip(Integer.BYTES);
        if (blockEntry < FooterBuilder.BLOCK_ENTRY_LENGTH || runEntry < FooterBuilder.RUN_ENTRY_LENGTH) {
            throw in.corrupt(
                    2 * Integer.BYTES, "entries of " + blockEntry + " and " + runEntry + " bytes are too short");
        }
        readTopics(topicCount, identity.layout());
        long expected = blockCount * blockEntry + runCount * runEntry + tlvLength;
        if (expected != in.remaining()) {
            throw in.corrupt(0, "entries of the footer need " + expected + " bytes, found " + in.remaining());
        }
        readBlocks((int) blockCount, blockEntry);
        readRuns((int) runCount, runEntry);
        readTlvs((int) tlvLength);
        in.end("footer");
        SegmentFooter footer = new SegmentFooter(identity, topics, blocks, runs, bytes, objectLength);
        checkBlocks(footer);
        return footer;
    }

    private void readTopics(long count, SegmentLayout layout) throws CorruptArchiveException {
        if (count > in.remaining() / MIN_TOPIC_LENGTH || (layout == SegmentLayout.OWN && count > 1)) {
            throw in.corrupt(0, count + " topics in " + in.remaining() + " bytes with layout " + layout);
        }
        Set<SegmentTopic> seen = new HashSet<>();
        for (int i = 0; i < count; i++) {
            int start = in.position();
            SegmentTopic topic = new SegmentTopic(in.id(), in.topicName());
            if (!seen.add(topic)) {
                throw in.corrupt(in.position() - start, "topic " + topic.topic() + " stands twice");
            }
            topics.add(topic);
        }
    }

    private void readBlocks(int count, int entryLength) throws ArchiveException {
        long expectedPosition = SegmentHeader.LENGTH;
        for (int i = 0; i < count; i++) {
            int start = in.position();
            BlockEntry block = readBlock();
            readTlvs(entryLength - FooterBuilder.BLOCK_ENTRY_LENGTH);
            if (block.position() != expectedPosition || block.end() > trailer.footerPosition()) {
                throw in.corrupt(
                        in.position() - start,
                        "block " + i + " at position " + block.position() + " to " + block.end() + " expected at "
                                + expectedPosition + " before " + trailer.footerPosition());
            }
            expectedPosition = block.end();
            blocks.add(block);
        }
        if (expectedPosition != trailer.footerPosition()) {
            throw in.corrupt(0, "blocks end at " + expectedPosition + ", footer begins at " + trailer.footerPosition());
        }
    }

    private BlockEntry readBlock() throws ArchiveException {
        long position = in.u63("position of block");
        int headerLength = in.u32AtMost(FormatLimits.BLOCK_HEADER_BYTES, "length of block header");
        int storedLength = in.u32AtMost(Integer.MAX_VALUE, "stored length of block");
        int rawLength = in.u32AtMost(FormatLimits.RAW_BLOCK_BYTES, "raw length of block");
        int payloadCrc = in.i32();
        int topicIndex = topicIndex();
        int runCount = in.u32AtMost(FormatLimits.RUNS_PER_BLOCK, "number of runs in block");
        int topicBytes = topics.get(topicIndex).topic().getBytes(StandardCharsets.UTF_8).length;
        if (headerLength != BlockHeader.lengthWith(topicBytes, runCount)) {
            throw in.corrupt(
                    Integer.BYTES, "block header of " + headerLength + " bytes does not fit " + runCount + " runs");
        }
        int codecId = in.u8();
        Codec codec = Codec.fromId(codecId);
        if (codec == null) {
            throw in.unsupported(Byte.BYTES, "unknown codec " + codecId);
        }
        in.skip(Byte.BYTES + Short.BYTES + FooterBuilder.NONCE_LENGTH);
        return new BlockEntry(position, headerLength, storedLength, rawLength, payloadCrc, topicIndex, runCount, codec);
    }

    private int topicIndex() throws CorruptArchiveException {
        int index = in.u32AtMost(Integer.MAX_VALUE, "topic index");
        if (index >= topics.size()) {
            throw in.corrupt(Integer.BYTES, "topic index " + index + " of " + topics.size() + " topics");
        }
        return index;
    }

    private void readRuns(int count, int entryLength) throws ArchiveException {
        for (int i = 0; i < count; i++) {
            int start = in.position();
            int topicIndex = topicIndex();
            long blockIndex = in.u32();
            long indexInBlock = in.u32();
            in.skip(Integer.BYTES);
            RunHeader header = RunHeader.readFrom(in);
            String mistake = blockIndex == FooterBuilder.NO_BLOCK
                    ? mistakeWithoutBlock(header, indexInBlock)
                    : mistakeInBlock(header, topicIndex, blockIndex, indexInBlock);
            if (mistake != null) {
                throw in.corrupt(in.position() - start, "entry " + i + " " + mistake);
            }
            readTlvs(entryLength - FooterBuilder.RUN_ENTRY_LENGTH);
            SegmentTopic topic = topics.get(topicIndex);
            TopicPartitionId partition = new TopicPartitionId(topic.topic(), topic.topicId(), header.partition());
            runs.add(new RunEntry(partition, header, (int) blockIndex, (int) indexInBlock));
        }
        if (currentBlock != blocks.size()) {
            throw in.corrupt(0, "entries for block " + currentBlock + " are missing");
        }
    }

    private static @Nullable String mistakeWithoutBlock(RunHeader header, long indexInBlock) {
        if (header.recordCount() != 0) {
            return "has " + header.recordCount() + " records and no block";
        }
        return indexInBlock == 0 ? null : "has index " + indexInBlock + " and no block";
    }

    private @Nullable String mistakeInBlock(RunHeader header, int topicIndex, long blockIndex, long indexInBlock) {
        if (blockIndex != currentBlock || currentBlock >= blocks.size() || indexInBlock != nextIndexInBlock) {
            return "is run " + indexInBlock + " of block " + blockIndex + ", expected run " + nextIndexInBlock
                    + " of block " + currentBlock + " of " + blocks.size();
        }
        BlockEntry block = blocks.get(currentBlock);
        if (block.topicIndex() != topicIndex) {
            return "has topic " + topicIndex + ", its block has " + block.topicIndex();
        }
        if (header.recordCount() == 0) {
            return "has a block and no records";
        }
        nextIndexInBlock++;
        if (nextIndexInBlock == block.runCount()) {
            currentBlock++;
            nextIndexInBlock = 0;
        }
        return null;
    }

    /** Reads entries of type, length and bytes, up to type 0 or the end. Version 1 knows none. */
    private void readTlvs(int length) throws ArchiveException {
        int end = in.position() + length;
        while (in.position() < end) {
            int type = in.u16();
            if (type == 0) {
                break;
            }
            long size = in.u32();
            if (size > end - in.position()) {
                throw in.corrupt(Integer.BYTES, "extra field " + type + " of " + size + " bytes runs beyond its area");
            }
            if ((type & TLV_CRITICAL) != 0) {
                throw in.unsupported(Short.BYTES + Integer.BYTES, "unknown extra field " + type);
            }
            in.skip((int) size);
        }
        if (in.position() > end) {
            throw in.corrupt(0, "extra fields run beyond their area");
        }
        in.skip(end - in.position());
    }

    private void checkBlocks(SegmentFooter footer) throws CorruptArchiveException {
        for (int i = 0; i < blocks.size(); i++) {
            String mistake = footer.blockHeader(i).mistake();
            if (mistake != null) {
                throw new CorruptArchiveException(
                        in.objectName(), trailer.footerPosition(), "entry of block " + i + ": " + mistake);
            }
        }
    }
}
