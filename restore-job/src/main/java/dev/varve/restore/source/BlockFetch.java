// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.block.DecodedBlock;
import dev.varve.format.segment.BlockEntry;
import dev.varve.format.segment.SegmentReader;
import dev.varve.restore.source.HandOver.ReadBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads neighbouring blocks at once, decodes those that are wanted, and fills a slot. */
final class BlockFetch implements Runnable {
    private final OpenSegment segment;
    private final List<WantedBlock> blocks;
    private final HandOver.Slot slot;
    private final Damage damage;
    private final ReaderMetrics metrics;

    BlockFetch(
            OpenSegment segment, List<WantedBlock> blocks, HandOver.Slot slot, Damage damage, ReaderMetrics metrics) {
        this.segment = segment;
        this.blocks = blocks;
        this.slot = slot;
        this.damage = damage;
        this.metrics = metrics;
    }

    @Override
    public void run() {
        try {
            slot.complete(segment.read(this::read));
        } catch (CorruptArchiveException e) {
            damage.settle(slot, blocks, e);
        } catch (Throwable e) {
            slot.fail(Damage.asFailure(e));
        }
    }

    private List<ReadBlock> read(SegmentReader reader) throws IOException {
        int first = blocks.get(0).index();
        int last = blocks.get(blocks.size() - 1).index();
        SegmentReader.StoredBlocks stored = reader.readBlocks(first, last);
        List<BlockEntry> entries = reader.footer().blocks();
        metrics.read(entries.get(last).end() - entries.get(first).position());
        List<ReadBlock> read = new ArrayList<>(blocks.size());
        for (WantedBlock block : blocks) {
            read.add(new ReadBlock(block.rawLength(), decode(stored, block, entries.get(block.index()))));
        }
        return read;
    }

    private List<RestoredRun> decode(SegmentReader.StoredBlocks stored, WantedBlock block, BlockEntry entry)
            throws IOException {
        try {
            DecodedBlock decoded = stored.decode(block.index());
            block.requireRunsIn(decoded, segment.name(), entry.position());
            return block.elements(decoded);
        } catch (CorruptArchiveException e) {
            return damage.elements(block, e);
        }
    }
}
