// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.RecordCursor;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.store.Store;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the records of one partition in offset order, each once. Holds few blocks in memory. For one thread. */
public final class PartitionReader implements Closeable {
    private final SegmentBlocks blocks;
    private final Iterator<SelectedRun> plan;
    private @Nullable RecordCursor cursor;
    private long partEnd;

    private PartitionReader(Store store, List<SelectedRun> plan) {
        blocks = new SegmentBlocks(store);
        this.plan = plan.iterator();
    }

    /**
     * Plans what to read.
     *
     * @param range offsets to read; those that the archive does not cover are passed over
     * @throws IOException if the catalog cannot be read again
     */
    public static PartitionReader open(Catalog catalog, TopicPartitionId partition, OffsetRange range)
            throws IOException {
        return new PartitionReader(catalog.archive().store(), catalog.readPlan(partition, range));
    }

    /**
     * The next record; empty after the last.
     *
     * @throws dev.varve.format.CorruptArchiveException if the block is damaged
     * @throws dev.varve.format.MissingObjectException if the segment is gone
     */
    public Optional<ArchivedRecord> next() throws IOException {
        while (cursor == null || cursor.offset() >= partEnd) {
            if (!plan.hasNext()) {
                return Optional.empty();
            }
            cursor = openPart(plan.next());
        }
        RecordCursor current = cursor;
        ArchivedRecord record = current.toRecord();
        if (!current.next()) {
            cursor = null;
        }
        return Optional.of(record);
    }

    /** A cursor on the first record of the part; null if there is none. */
    private @Nullable RecordCursor openPart(SelectedRun selected) throws IOException {
        partEnd = selected.part().end();
        if (!selected.run().hasBlock()) {
            return null;
        }
        RecordCursor records = blocks.block(
                        selected.segmentName(), selected.run().blockIndex())
                .cursor(selected.run().indexInBlock());
        while (records.next()) {
            if (records.offset() >= selected.part().start()) {
                return records;
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        blocks.close();
    }
}
