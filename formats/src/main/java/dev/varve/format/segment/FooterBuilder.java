// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import dev.varve.format.FormatLimits;
import dev.varve.format.FormatVersion;
import dev.varve.format.block.BlockHeader;
import dev.varve.format.block.OpenRun;
import dev.varve.format.codec.Crc32c;
import dev.varve.format.codec.FieldWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gathers the entries of a footer as bytes while its segment is written. */
final class FooterBuilder {

    static final String MAGIC = "VARVEFTR";
    static final int FIXED_LENGTH = 152;
    static final int BLOCK_ENTRY_LENGTH = 48;
    static final int RUN_ENTRY_LENGTH = 112;
    static final long NO_BLOCK = 0xffff_ffffL;
    static final int NONCE_LENGTH = 12;

    private final Map<SegmentTopic, Integer> topicIndexes = new LinkedHashMap<>();
    private final FieldWriter topics = new FieldWriter();
    private final FieldWriter blocks = new FieldWriter();
    private final FieldWriter runs = new FieldWriter();
    private int blockCount;
    private int runCount;

    /** Adds a block and returns its index. */
    int addBlock(long position, BlockHeader header) {
        blocks.i64(position).u32(header.length()).u32(header.storedLength()).u32(header.rawLength());
        blocks.i32(header.payloadCrc());
        blocks.u32(topicIndex(new SegmentTopic(header.topicId(), header.topic())));
        blocks.u32(header.runs().size()).u8(header.codec().id()).u8(0).u16(0).zeros(NONCE_LENGTH);
        return blockCount++;
    }

    /** Adds a run of a block that was added. */
    void addRun(OpenRun run, int blockIndex, int indexInBlock) {
        addEntry(run, blockIndex, indexInBlock);
    }

    void addWithoutBlock(OpenRun run) {
        addEntry(run, NO_BLOCK, 0);
    }

    private void addEntry(OpenRun run, long blockIndex, int indexInBlock) {
        SegmentTopic topic =
                new SegmentTopic(run.partition().topicId(), run.partition().topic());
        runs.u32(topicIndex(topic)).u32(blockIndex).u32(indexInBlock).u32(0);
        run.header().writeTo(runs);
        runCount++;
    }

    private int topicIndex(SegmentTopic topic) {
        Integer known = topicIndexes.get(topic);
        if (known != null) {
            return known;
        }
        int index = topicIndexes.size();
        topicIndexes.put(topic, index);
        topics.id(topic.topicId()).str16(topic.topic());
        return index;
    }

    int blockCount() {
        return blockCount;
    }

    int runCount() {
        return runCount;
    }

    /**
     * Footer and trailer.
     *
     * @param position where the footer will stand in the object
     */
    FieldWriter build(SegmentIdentity identity, long position) {
        long length = (long) FIXED_LENGTH + topics.length() + blocks.length() + runs.length();
        if (length > FormatLimits.FOOTER_BYTES) {
            throw new IllegalStateException("Cannot write footer of " + length + " bytes with " + runCount
                    + " entries: at most " + FormatLimits.FOOTER_BYTES + " bytes allowed");
        }
        FieldWriter out = new FieldWriter((int) length + SegmentTrailer.LENGTH);
        out.magic(MAGIC).u16(FormatVersion.MAJOR).u16(FormatVersion.MINOR).u32(0);
        identity.writeTo(out);
        out.u32(topicIndexes.size()).u32(blockCount).u32(runCount).u32(0);
        out.u16(BLOCK_ENTRY_LENGTH).u16(RUN_ENTRY_LENGTH).u32(0);
        for (FieldWriter part : new FieldWriter[] {topics, blocks, runs}) {
            out.bytes(part.array(), 0, part.length());
        }
        new SegmentTrailer(position, out.length(), Crc32c.of(out.array(), 0, out.length())).writeTo(out);
        return out;
    }
}
