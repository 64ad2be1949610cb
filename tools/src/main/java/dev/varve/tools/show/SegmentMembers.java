// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.show;

import dev.varve.format.block.RunHeader;
import dev.varve.format.segment.BlockEntry;
import dev.varve.format.segment.RunEntry;
import dev.varve.format.segment.SegmentFooter;
import dev.varve.format.segment.SegmentIdentity;
import dev.varve.format.segment.SegmentReader;
import dev.varve.format.store.Store;
import dev.varve.tools.listing.Words;
import dev.varve.tools.output.JsonMembers;
import dev.varve.tools.show.ShownFile.Problems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A segment: who wrote it, its topics, blocks and runs; every block is read and checked. */
final class SegmentMembers {
    private SegmentMembers() {}

    static void put(JsonMembers members, Store store, String name, Problems problems) throws IOException {
        try (SegmentReader reader = SegmentReader.open(store, name)) {
            putFooter(members, reader.footer());
            for (int block = 0; block < reader.footer().blocks().size(); block++) {
                check(reader, block, problems);
            }
        } catch (IOException e) {
            problems.add(e);
        }
    }

    private static void check(SegmentReader reader, int block, Problems problems) throws IOException {
        try {
            reader.readBlock(block);
        } catch (IOException e) {
            problems.add(e);
        }
    }

    static void putFooter(JsonMembers members, SegmentFooter footer) {
        SegmentIdentity identity = footer.identity();
        members.put("archiveId", identity.archiveId().hex())
                .put("segmentId", identity.segmentId().hex())
                .put("writerId", identity.writerId().hex())
                .put("writerStarted", identity.writerStarted())
                .put("created", identity.created())
                .put("generation", identity.generation())
                .put("layout", Words.ofName(identity.layout()))
                .put("digestSeed", identity.digestSeed());
        members.put(
                "topics",
                footer.topics().stream()
                        .map(topic -> new JsonMembers()
                                .put("topic", topic.topic())
                                .put("topicId", topic.topicId().base64())
                                .put("topicIdHex", topic.topicId().hex())
                                .asMap())
                        .toList());
        List<Map<String, @Nullable Object>> blocks = new ArrayList<>();
        for (BlockEntry block : footer.blocks()) {
            blocks.add(block(blocks.size(), block));
        }
        members.put("blocks", blocks);
        members.put("runs", footer.runs().stream().map(SegmentMembers::run).toList());
    }

    private static Map<String, @Nullable Object> block(int index, BlockEntry block) {
        return new JsonMembers()
                .put("block", index)
                .put("position", block.position())
                .put("headerLength", block.headerLength())
                .put("storedLength", block.storedLength())
                .put("rawLength", block.rawLength())
                .put("codec", Words.ofName(block.codec()))
                .put("runs", block.runCount())
                .put("crc", Integer.toHexString(block.payloadCrc()))
                .asMap();
    }

    private static Map<String, @Nullable Object> run(RunEntry run) {
        RunHeader header = run.header();
        boolean records = header.recordCount() > 0;
        return new JsonMembers()
                .put("topic", run.partition().topic())
                .put("partition", run.partition().partition())
                .put("kind", Words.ofName(header.kind()))
                .put("cause", header.cause() == null ? null : Words.of(header.cause()))
                .put("start", header.start())
                .put("end", header.end())
                .put("records", header.recordCount())
                .put("recordBytes", header.recordBytes())
                .put("block", run.hasBlock() ? run.blockIndex() : null)
                .put("leaderEpoch", header.leaderEpoch())
                .putTime("readAt", header.readAt())
                .put("oldestTimestamp", records ? header.minTimestamp() : null)
                .put("newestTimestamp", records ? header.maxTimestamp() : null)
                .put("largestRecord", records ? header.largestRecord() : null)
                .put("logStart", header.logStart() < 0 ? null : header.logStart())
                .put("details", details(run))
                .asMap();
    }

    private static Map<String, @Nullable Object> details(RunEntry run) {
        RunHeader header = run.header();
        return new JsonMembers()
                .put("topicId", run.partition().topicId().base64())
                .put("timestampType", Words.ofName(header.timestampType()))
                .put("indexInBlock", run.hasBlock() ? run.indexInBlock() : null)
                .put("orderedDigest", Long.toHexString(header.digest().ordered()))
                .put("unorderedDigest", Long.toHexString(header.digest().unordered()))
                .asMap();
    }
}
