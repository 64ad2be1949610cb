// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.Archive;
import dev.varve.format.archive.TopicDescription;
import dev.varve.format.block.RunKind;
import dev.varve.format.catalog.CatalogOptions.Listing;
import dev.varve.format.layout.ObjectNames;
import dev.varve.format.segment.RunEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How a catalog is read, and what it needs to go through the archive again. */
final class CatalogReading {
    private final Archive archive;
    private final CatalogOptions options;
    private final ChangedRanges changes;
    private final SegmentFilter filter;
    private final ArchiveScan scan;
    private final Findings findings = new Findings();
    private OverlappingWriters overlappingWriters = new OverlappingWriters();
    private long segments;
    private long storedBytes;

    CatalogReading(Archive archive, CatalogOptions options, Set<Id> excluded) throws IOException {
        this.archive = archive;
        this.options = options;
        changes = new ChangedRanges(archive.changes());
        filter = new SegmentFilter(changes, excluded, options.asOf());
        scan = new ArchiveScan(archive, options.parallelism());
    }

    Archive archive() {
        return archive;
    }

    ArchiveScan scan() {
        return scan;
    }

    ChangedRanges changes() {
        return changes;
    }

    SegmentFilter filter() {
        return filter;
    }

    OverlappingWriters overlappingWriters() {
        return overlappingWriters;
    }

    long segments() {
        return segments;
    }

    long storedBytes() {
        return storedBytes;
    }

    Catalog read() throws IOException {
        if (options.listing() == Listing.FULL) {
            scan.listPresent();
        }
        List<TopicDescription> descriptions = new TopicDescriptions(archive, options.parallelism()).latest(findings);
        CatalogFold fold = firstFold();
        addExpired(fold, descriptions);
        List<PartitionCatalog> partitions = fold.partitions();
        if (options.listing() == Listing.WHERE_NEEDED && findOutsideHoles(partitions)) {
            fold = new CatalogFold(changes, filter);
            scan.forEach(findings, fold::add);
            fold.resolve(scan);
            addExpired(fold, descriptions);
            partitions = fold.partitions();
        }
        segments = fold.segments();
        storedBytes = fold.storedBytes();
        overlappingWriters = fold.overlappingWriters();
        return catalog(fold, partitions, descriptions);
    }

    private CatalogFold firstFold() throws IOException {
        CatalogFold fold = new CatalogFold(changes, filter);
        IdSet seen = new IdSet();
        scan.forEachInManifests(findings, fold::add, seen);
        if (options.listing() == Listing.FULL) {
            scan.findOutsideEverywhere();
        } else {
            scan.findOutsideNewest();
        }
        scan.forEachOutside(findings, fold::add, seen);
        fold.resolve(scan);
        return fold;
    }

    /** Lists where holes show; tells whether that found segments that no manifest names. */
    private boolean findOutsideHoles(List<PartitionCatalog> partitions) throws IOException {
        Set<String> folders = new TreeSet<>();
        for (PartitionCatalog partition : partitions) {
            TopicPartitionId id = partition.partition();
            if (!partition.holes().isEmpty() && ObjectNames.isTopicName(id.topic())) {
                folders.add(ObjectNames.MIXED_FOLDER);
                folders.add(ObjectNames.topicDataFolder(id.topic(), id.topicId()));
            }
        }
        int before = scan.outsideManifests();
        for (String folder : folders) {
            scan.findOutsideBelow(folder);
        }
        return scan.outsideManifests() > before;
    }

    private void addExpired(CatalogFold fold, List<TopicDescription> descriptions) {
        Map<Id, String> names = new HashMap<>();
        descriptions.forEach(description -> names.put(description.topicId(), description.topic()));
        for (ChangedRanges.Partition partition : changes.expiredPartitions()) {
            String topic = names.get(partition.topicId());
            if (topic != null) {
                fold.addExpired(new TopicPartitionId(topic, partition.topicId(), partition.number()));
            }
        }
    }

    private Catalog catalog(CatalogFold fold, List<PartitionCatalog> partitions, List<TopicDescription> descriptions) {
        record Topic(String name, Id id) {}
        Comparator<Topic> order = Comparator.comparing(Topic::name).thenComparing(Topic::id);
        Map<Topic, List<PartitionCatalog>> byTopic = new TreeMap<>(order);
        Map<Topic, TopicDescription> described = new HashMap<>();
        for (TopicDescription description : descriptions) {
            Topic topic = new Topic(description.topic(), description.topicId());
            described.put(topic, description);
            byTopic.put(topic, new ArrayList<>());
        }
        partitions.sort(Comparator.comparing(PartitionCatalog::partition));
        Map<TopicPartitionId, PartitionCatalog> byId = new LinkedHashMap<>();
        for (PartitionCatalog partition : partitions) {
            TopicPartitionId id = partition.partition();
            byId.put(id, partition);
            byTopic.computeIfAbsent(new Topic(id.topic(), id.topicId()), topic -> new ArrayList<>())
                    .add(partition);
        }
        List<TopicCatalog> topics = new ArrayList<>();
        byTopic.forEach(
                (topic, of) -> topics.add(new TopicCatalog(topic.name(), topic.id(), described.get(topic), of)));
        List<WriterSpan> writers = new ArrayList<>(fold.writers());
        writers.sort(Comparator.comparing(WriterSpan::startedAt).thenComparing(WriterSpan::writerId));
        return new Catalog(this, topics, byId, writers, findings.sorted());
    }

    Map<TopicPartitionId, List<SelectedRun>> readPlans(Map<TopicPartitionId, OffsetRange> ranges) throws IOException {
        Map<TopicPartitionId, List<SelectedRun>> plans = new HashMap<>();
        candidates(ranges).forEach((partition, candidates) -> {
            OffsetRange range = ranges.get(partition);
            if (range != null) {
                plans.put(partition, plan(RunSelection.of(candidates), range, changes.erased(partition)));
            }
        });
        return plans;
    }

    /** The entries that matter for the ranges. */
    Map<TopicPartitionId, List<RunCandidate>> candidates(Map<TopicPartitionId, OffsetRange> ranges) throws IOException {
        Map<TopicPartitionId, List<RunCandidate>> candidates = new HashMap<>();
        scan.forEach(new Findings(), segment -> {
            if (!filter.counts(segment)) {
                return;
            }
            SegmentRef ref = segment.ref();
            List<RunEntry> runs = segment.footer().runs();
            for (int i = 0; i < runs.size(); i++) {
                RunEntry run = runs.get(i);
                OffsetRange range = ranges.get(run.partition());
                if (range != null && filter.counts(run.header()) && matters(run, range)) {
                    candidates
                            .computeIfAbsent(run.partition(), partition -> new ArrayList<>())
                            .add(new RunCandidate(ref, run, i, 0));
                }
            }
        });
        return candidates;
    }

    private static boolean matters(RunEntry run, OffsetRange range) {
        boolean inside = run.header().start() < range.end()
                && range.start() < run.header().end();
        return run.header().kind() == RunKind.TRUNCATED || (run.header().kind() == RunKind.DATA && inside);
    }

    private static List<SelectedRun> plan(RunSelection selection, OffsetRange range, OffsetRanges erased) {
        List<SelectedRun> plan = new ArrayList<>();
        for (RunSelection.Part part : selection.parts()) {
            OffsetRanges read = new OffsetRanges();
            read.add(Math.max(part.start(), range.start()), Math.min(part.end(), range.end()));
            read.removeAll(erased);
            for (OffsetRange offsets : read.toList()) {
                plan.add(new SelectedRun(
                        part.candidate().segment().name(), part.candidate().entry(), offsets));
            }
        }
        return plan;
    }
}
