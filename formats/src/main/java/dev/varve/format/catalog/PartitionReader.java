package dev.varve.format.catalog;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ArchivedRecord;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads the records of one partition in offset order, each once. Holds one block per segment in memory at most. For one thread.
 */
public final class PartitionReader implements Closeable {

    private PartitionReader() {}

    /**
     * @param range offsets to read; those that the archive does not cover are passed over
     * @throws IOException if the catalog cannot be read again
     */
    public static PartitionReader open(Catalog catalog, TopicPartitionId partition, OffsetRange range)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * The next record; empty after the last.
     *
     * @throws dev.varve.format.CorruptArchiveException if the block is damaged
     */
    public Optional<ArchivedRecord> next() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() throws IOException {}
}
