// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import dev.varve.format.ArchiveException;
import dev.varve.format.CorruptArchiveException;
import dev.varve.format.FormatLimits;
import dev.varve.format.Id;
import dev.varve.format.codec.Codec;
import dev.varve.format.codec.Crc32c;
import dev.varve.format.codec.FieldReader;
import dev.varve.format.codec.FieldWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in front of a block's payload: FORMAT.md, section 7.
 *
 * @param topic name of the topic
 * @param segmentId of the segment that the block was written for
 * @param index of the block in its segment, from 0
 * @param storedLength of the payload
 * @param rawLength of the payload before compression
 * @param payloadCrc checksum of the stored payload
 * @param runs in the order of their records
 */
public record BlockHeader(
        String topic,
        Id topicId,
        Id segmentId,
        int index,
        Codec codec,
        int storedLength,
        int rawLength,
        int payloadCrc,
        List<RunHeader> runs) {

    /** The first bytes of a block. */
    public static final String MAGIC = "VBLK";

    /** Length without topic name and runs. */
    private static final int FIXED_LENGTH = 86;

    private static final int NONCE_LENGTH = 12;

    public BlockHeader {
        runs = List.copyOf(runs);
    }

    /** Length in bytes. */
    public int length() {
        return lengthWith(topic.getBytes(StandardCharsets.UTF_8).length, runs.size());
    }

    /** Length in bytes with a topic name of that many bytes. */
    public static int lengthWith(int topicBytes, int runCount) {
        return Math.addExact(FIXED_LENGTH + topicBytes, Math.multiplyExact(RunHeader.LENGTH, runCount));
    }

    /** Writes {@link #length} bytes. */
    public void writeTo(FieldWriter out) {
        int start = out.length();
        out.magic(MAGIC).u32(length()).u8(codec.id()).u8(0).u16(0);
        out.u32(runs.size()).u32(storedLength).u32(rawLength);
        out.id(topicId).id(segmentId).u32(index).u32(0);
        out.zeros(NONCE_LENGTH).i32(payloadCrc).str16(topic);
        for (RunHeader run : runs) {
            run.writeTo(out);
        }
        out.crcOfLast(out.length() - start);
    }

    /**
     * Reads a block header. Checks its checksum first, then that its fields fit each other and the limits; whether the
     * payload is there is not checked.
     *
     * @throws CorruptArchiveException if it is damaged
     * @throws dev.varve.format.UnsupportedFormatException if it needs a newer reader
     */
    public static BlockHeader readFrom(FieldReader in) throws ArchiveException {
        int start = in.position();
        in.magic(MAGIC);
        int length = in.u32AtMost(FormatLimits.BLOCK_HEADER_BYTES, "length of block header");
        in.crcAt(start, length - Integer.BYTES, "block header");
        int codecId = in.u8();
        Codec codec = Codec.fromId(codecId);
        if (codec == null) {
            throw in.unsupported(Byte.BYTES, "unknown codec " + codecId);
        }
        in.skip(Byte.BYTES + Short.BYTES);
        int runCount = in.u32AtMost(FormatLimits.RUNS_PER_BLOCK, "number of runs in block");
        int storedLength = in.u32AtMost(Integer.MAX_VALUE, "stored length of block");
        int rawLength = in.u32AtMost(FormatLimits.RAW_BLOCK_BYTES, "raw length of block");
        Id topicId = in.id();
        Id segmentId = in.id();
        int index = in.u32AtMost(Integer.MAX_VALUE, "block index");
        in.skip(Integer.BYTES + NONCE_LENGTH);
        int payloadCrc = in.i32();
        String topic = in.topicName();
        if (length != in.position() - start + (long) RunHeader.LENGTH * runCount + Integer.BYTES) {
            throw in.corrupt(
                    0, "block header of " + length + " bytes does not fit topic name and " + runCount + " runs");
        }
        List<RunHeader> runs = new ArrayList<>(runCount);
        for (int i = 0; i < runCount; i++) {
            runs.add(RunHeader.readFrom(in));
        }
        BlockHeader header =
                new BlockHeader(topic, topicId, segmentId, index, codec, storedLength, rawLength, payloadCrc, runs);
        String mistake = header.mistake();
        if (mistake != null) {
            throw in.corrupt(in.position() - start, mistake);
        }
        in.skip(Integer.BYTES);
        return header;
    }

    /** What contradicts the limits or the rest of the header; null if nothing does. */
    public @Nullable String mistake() {
        if (storedLength > FormatLimits.storedBlockBytes(rawLength)
                || (codec == Codec.NONE && storedLength != rawLength)
                || (codec == Codec.ZSTD && rawLength > FormatLimits.rawBytesFromZstd(storedLength))) {
            return "block of " + rawLength + " bytes cannot be stored with codec " + codec + " in " + storedLength
                    + " bytes";
        }
        if (runs.isEmpty()) {
            return "block has no runs";
        }
        long records = 0;
        long recordBytes = 0;
        for (RunHeader run : runs) {
            if (run.recordCount() == 0) {
                return "block has a run without records";
            }
            records += run.recordCount();
            recordBytes += Math.min(run.recordBytes(), FormatLimits.RAW_BLOCK_BYTES + 1L);
        }
        if (Payload.PREFIX_LENGTH + Payload.MIN_RECORD_LENGTH * records + recordBytes > rawLength) {
            return "block of " + rawLength + " bytes cannot hold " + records + " records of " + recordBytes + " bytes";
        }
        return null;
    }

    /** The first difference, for messages. */
    public String differenceFrom(BlockHeader expected) {
        if (!topic.equals(expected.topic) || !topicId.equals(expected.topicId)) {
            return "topic expected " + expected.topic + " (" + expected.topicId + "), found " + topic + " (" + topicId
                    + ")";
        }
        if (!segmentId.equals(expected.segmentId) || index != expected.index) {
            return "expected block " + expected.index + " of segment " + expected.segmentId + ", found block " + index
                    + " of segment " + segmentId;
        }
        for (int i = 0; i < Math.min(runs.size(), expected.runs.size()); i++) {
            if (!runs.get(i).equals(expected.runs.get(i))) {
                return "run " + i + " expected " + expected.runs.get(i) + ", found " + runs.get(i);
            }
        }
        return "expected " + expected.runs.size() + " runs, codec " + expected.codec + ", " + expected.storedLength
                + " of " + expected.rawLength + " bytes, checksum " + Crc32c.hex(expected.payloadCrc) + ", found "
                + runs.size() + " runs, codec " + codec + ", " + storedLength + " of " + rawLength
                + " bytes, checksum " + Crc32c.hex(payloadCrc);
    }
}
