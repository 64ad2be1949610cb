// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.block.DecodedBlock;
import dev.varve.format.segment.SegmentReader;
import dev.varve.format.store.Store;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decoded blocks of several segments; the last ones used are kept up to a budget, so that runs that interleave do not decode a block
 * again and again. For one thread.
 */
final class SegmentBlocks implements Closeable {
    private static final int MOST_READERS = 8;
    private static final long BLOCK_BUDGET = 32L << 20;

    private final Store store;
    private final Map<String, SegmentReader> readers = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<BlockKey, DecodedBlock> blocks = new LinkedHashMap<>(16, 0.75f, true);
    private long blockBytes;

    private record BlockKey(String segment, int block) {}

    SegmentBlocks(Store store) {
        this.store = store;
    }

    DecodedBlock block(String segment, int index) throws IOException {
        BlockKey key = new BlockKey(segment, index);
        DecodedBlock block = blocks.get(key);
        if (block == null) {
            block = reader(segment).readBlock(index);
            blocks.put(key, block);
            blockBytes += bytesOf(block);
            dropBlocks();
        }
        return block;
    }

    private SegmentReader reader(String segment) throws IOException {
        SegmentReader reader = readers.get(segment);
        if (reader == null) {
            reader = SegmentReader.open(store, segment);
            readers.put(segment, reader);
            if (readers.size() > MOST_READERS) {
                Iterator<SegmentReader> oldest = readers.values().iterator();
                SegmentReader dropped = oldest.next();
                oldest.remove();
                dropped.close();
            }
        }
        return reader;
    }

    private void dropBlocks() {
        Iterator<DecodedBlock> oldest = blocks.values().iterator();
        while (blockBytes > BLOCK_BUDGET && blocks.size() > 1) {
            blockBytes -= bytesOf(oldest.next());
            oldest.remove();
        }
    }

    private static long bytesOf(DecodedBlock block) {
        return block.header().rawLength();
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (SegmentReader reader : readers.values()) {
            try {
                reader.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
