// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.Archive;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The read view over an archive at one moment: merged ranges and sums per partition. Immutable; safe for use by several threads.
 *
 * <p>Memory grows with partitions, interruptions and overlaps, not with runs.
 */
public final class Catalog {
    private final CatalogReading reading;
    private final List<TopicCatalog> topics;
    private final Map<TopicPartitionId, PartitionCatalog> partitions;
    private final List<WriterSpan> writers;
    private final List<Finding> findings;

    Catalog(
            CatalogReading reading,
            List<TopicCatalog> topics,
            Map<TopicPartitionId, PartitionCatalog> partitions,
            List<WriterSpan> writers,
            List<Finding> findings) {
        this.reading = reading;
        this.topics = List.copyOf(topics);
        this.partitions = Map.copyOf(partitions);
        this.writers = List.copyOf(writers);
        this.findings = List.copyOf(findings);
    }

    /**
     * Reads the catalog. What is damaged and can be left out becomes a finding; what would make the view wrong is an exception.
     *
     * @throws dev.varve.format.UnsupportedFormatException if there is a change of an unknown kind
     * @throws dev.varve.format.CorruptArchiveException if a change is damaged
     * @throws IOException if the store fails
     */
    public static Catalog read(Archive archive, CatalogOptions options) throws IOException {
        return readWithout(archive, options, Set.of());
    }

    /** As {@link #read}, as if the segments with these ids did not exist. */
    static Catalog readWithout(Archive archive, CatalogOptions options, Set<Id> segments) throws IOException {
        return new CatalogReading(archive, options, segments).read();
    }

    public Archive archive() {
        return reading.archive();
    }

    /** All topic ids with entries or a description, sorted by name, then id. */
    public List<TopicCatalog> topics() {
        return topics;
    }

    /** One partition; empty if the archive has no entry of it. */
    public Optional<PartitionCatalog> partition(TopicPartitionId partition) {
        return Optional.ofNullable(partitions.get(partition));
    }

    /** The runs to read for a range, in offset order; offsets that no run covers are left out. Reads the manifests again. */
    public List<SelectedRun> readPlan(TopicPartitionId partition, OffsetRange range) throws IOException {
        return readPlans(Map.of(partition, range)).getOrDefault(partition, List.of());
    }

    /**
     * As {@link #readPlan(TopicPartitionId, OffsetRange)} for several partitions in one pass over the manifests. What was published
     * after this catalog was read is not in the plans.
     */
    public Map<TopicPartitionId, List<SelectedRun>> readPlans(Map<TopicPartitionId, OffsetRange> ranges)
            throws IOException {
        return reading.readPlans(ranges);
    }

    /** How many segments count. */
    public long segmentCount() {
        return reading.segments();
    }

    /** How many of them no manifest names. */
    public long segmentsWithoutManifest() {
        return reading.scan().outsideManifests();
    }

    /** The lengths of the segments that count, added up. */
    public long storedBytes() {
        return reading.storedBytes();
    }

    /** The runs of writing programs, by the time of their start. */
    public List<WriterSpan> writers() {
        return writers;
    }

    /** What was wrong with objects that were read; holes are in the partitions. */
    public List<Finding> findings() {
        return findings;
    }

    CatalogReading reading() {
        return reading;
    }
}
