package dev.varve.format.catalog;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.Archive;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The read view over an archive at one moment: merged ranges and sums per partition. Immutable; safe for use by several threads.
 *
 * <p>Memory grows with partitions, interruptions and overlaps, not with segments or runs.
 */
public final class Catalog {

    private Catalog() {}

    /**
     * Reads the catalog. What is damaged and can be left out becomes a finding; what would make the view wrong is an exception.
     *
     * @throws dev.varve.format.UnsupportedFormatException if there is a change of an unknown kind
     * @throws dev.varve.format.CorruptArchiveException if a change is damaged
     * @throws IOException if the store fails
     */
    public static Catalog read(Archive archive, CatalogOptions options) throws IOException {
        throw new UnsupportedOperationException();
    }

    public Archive archive() {
        throw new UnsupportedOperationException();
    }

    /** All topic ids with entries or a description, sorted by name, then id. */
    public List<TopicCatalog> topics() {
        throw new UnsupportedOperationException();
    }

    /** One partition; empty if the archive has no entry of it. */
    public Optional<PartitionCatalog> partition(TopicPartitionId partition) {
        throw new UnsupportedOperationException();
    }

    /** The runs to read for a range, in offset order; offsets that no run covers are left out. Reads the manifests again. */
    public List<SelectedRun> readPlan(TopicPartitionId partition, OffsetRange range) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** As {@link #readPlan(TopicPartitionId, OffsetRange)} for several partitions in one pass over the manifests. */
    public Map<TopicPartitionId, List<SelectedRun>> readPlans(Map<TopicPartitionId, OffsetRange> ranges)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    /** How many segments count. */
    public long segmentCount() {
        throw new UnsupportedOperationException();
    }

    /** The lengths of the segments that count, added up. */
    public long storedBytes() {
        throw new UnsupportedOperationException();
    }

    /** The runs of writing programs, by the time of their start. */
    public List<WriterSpan> writers() {
        throw new UnsupportedOperationException();
    }

    /** What was wrong with objects that were read; holes are in the partitions. */
    public List<Finding> findings() {
        throw new UnsupportedOperationException();
    }
}
