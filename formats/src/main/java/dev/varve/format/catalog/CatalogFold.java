// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.RunHeader;
import dev.varve.format.segment.RunEntry;
import dev.varve.format.segment.SegmentFooter;
import dev.varve.format.segment.SegmentIdentity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Folds all segments of a scan into what a catalog says about partitions and writers. For one thread. */
final class CatalogFold {
    private final ChangedRanges changes;
    private final SegmentFilter filter;
    private final Map<TopicPartitionId, PartitionFold> partitions = new HashMap<>();
    private final Map<Id, WriterSpan> writers = new HashMap<>();
    private long segments;
    private long storedBytes;

    CatalogFold(ChangedRanges changes, SegmentFilter filter) {
        this.changes = changes;
        this.filter = filter;
    }

    /** First pass. */
    void add(ScannedSegment segment) {
        if (!filter.counts(segment)) {
            return;
        }
        segments++;
        storedBytes += segment.length();
        addWriter(segment.footer());
        forEachRun(
                segment,
                candidate -> partitions
                        .computeIfAbsent(candidate.entry().partition(), PartitionFold::new)
                        .add(candidate));
    }

    private void addWriter(SegmentFooter footer) {
        SegmentIdentity identity = footer.identity();
        WriterSpan span = new WriterSpan(
                identity.writerId(), identity.writerStarted(), 1, identity.created(), identity.created());
        writers.merge(span.writerId(), span, WriterSpan::plus);
    }

    private void forEachRun(ScannedSegment segment, Consumer<RunCandidate> visitor) {
        SegmentRef ref = segment.ref();
        StoredShares shares = new StoredShares(segment.footer());
        List<RunEntry> runs = segment.footer().runs();
        for (int i = 0; i < runs.size(); i++) {
            RunHeader header = runs.get(i).header();
            if (filter.counts(header)) {
                visitor.accept(new RunCandidate(ref, runs.get(i), i, shares.of(runs.get(i))));
            }
        }
    }

    /** The second pass, for the partitions that need it. */
    void resolve(ArchiveScan scan) throws IOException {
        Map<TopicPartitionId, PartitionFold> contested = new HashMap<>();
        partitions.forEach((partition, fold) -> {
            if (fold.isContested()) {
                fold.beginSecondPass();
                contested.put(partition, fold);
            }
        });
        if (contested.isEmpty()) {
            return;
        }
        scan.forEach(new Findings(), segment -> {
            if (filter.counts(segment)) {
                forEachRun(segment, candidate -> {
                    @Nullable
                    PartitionFold fold = contested.get(candidate.entry().partition());
                    if (fold != null) {
                        fold.addAgain(candidate);
                    }
                });
            }
        });
    }

    /** A partition that has no entries any more, because all of them expired. */
    void addExpired(TopicPartitionId partition) {
        partitions.computeIfAbsent(partition, PartitionFold::new);
    }

    List<PartitionCatalog> partitions() {
        List<PartitionCatalog> finished = new ArrayList<>();
        for (PartitionFold fold : partitions.values()) {
            finished.add(fold.finish(changes.expired(fold.partition()), changes.erased(fold.partition())));
        }
        return finished;
    }

    OverlappingWriters overlappingWriters() {
        OverlappingWriters overlapping = new OverlappingWriters();
        partitions.values().forEach(fold -> fold.addOverlapping(overlapping));
        return overlapping;
    }

    Collection<WriterSpan> writers() {
        return writers.values();
    }

    long segments() {
        return segments;
    }

    long storedBytes() {
        return storedBytes;
    }
}
