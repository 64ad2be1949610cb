// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.archive.Archive;
import dev.varve.format.catalog.CatalogOptions.Listing;
import dev.varve.format.catalog.VerifyOptions.Depth;
import dev.varve.format.codec.Crc32c;
import dev.varve.format.layout.ObjectNames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** One verification of an archive. For one thread, which has others work for it. */
final class Verification {
    /** Clocks of two machines may differ by this before overlapping life times mean two writers. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(10);

    private final Archive archive;
    private final VerifyOptions options;
    private final VerifyProgress progress;
    private final Findings findings = new Findings();
    private final Findings notes = new Findings();
    private final List<ScannedSegment> oldOutside = new ArrayList<>();
    private long pending;

    Verification(Archive archive, VerifyOptions options, VerifyProgress progress) {
        this.archive = archive;
        this.options = options;
        this.progress = progress;
    }

    VerifyReport run() throws IOException {
        boolean full = options.depth() == Depth.FULL;
        CatalogOptions reading = CatalogOptions.defaults()
                .withParallelism(options.parallelism())
                .withListing(full ? Listing.FULL : Listing.WHERE_NEEDED);
        Catalog catalog = Catalog.read(archive, reading);
        Set<Id> missing;
        VerifyReport.Counts checked;
        try (SegmentChecks checks = new SegmentChecks(archive.store(), options, findings, new Progress(catalog))) {
            checkSegments(catalog.reading(), checks);
            missing = checks.finish();
            checked = checks.counts(pending);
        }
        if (!missing.isEmpty()) {
            catalog = Catalog.readWithout(archive, reading, missing);
        }
        findings.addAll(catalog.findings());
        if (full) {
            new OverlapCheck(catalog, findings).run();
            new TopicDescriptions(archive, options.parallelism()).readAll(findings);
        }
        addHoles(catalog);
        noteInterleavedWriters(catalog);
        addMissingDescriptions(catalog);
        addOutside();
        return new VerifyReport(
                findings.sorted(), notes.sorted(), catalog, full ? checked.withLeftovers(leftovers()) : checked);
    }

    private void checkSegments(CatalogReading reading, SegmentChecks checks) throws IOException {
        IdSet seen = new IdSet();
        ArchiveScan scan = reading.scan();
        scan.forEachEntry(new Findings(), (manifest, entry) -> {
            ScannedSegment segment =
                    new ScannedSegment(entry.segmentName(), entry.objectLength(), entry.footer(), manifest);
            boolean known =
                    archive.knownIds().contains(entry.footer().identity().archiveId());
            String copy = entry.segmentName() + " " + Crc32c.of(entry.footer().verbatim());
            if (known && reading.filter().counts(segment) && seen.add(IdSet.idOf(copy))) {
                checks.submit(segment);
            }
        });
        scan.forEachOutside(
                new Findings(),
                segment -> {
                    if (reading.filter().counts(segment)) {
                        noteOutside(segment);
                        checks.submit(segment);
                    }
                },
                new IdSet());
    }

    private void noteOutside(ScannedSegment segment) {
        if (segment.footer().identity().created().isAfter(options.now().minus(Verifier.PENDING))) {
            pending++;
        } else {
            oldOutside.add(segment);
        }
    }

    private void addOutside() {
        if (!oldOutside.isEmpty()) {
            findings.add(
                    FindingKind.SEGMENT_WITHOUT_MANIFEST,
                    oldOutside.get(0).name(),
                    "Missing manifest: no manifest names " + oldOutside.size() + " of the segments, the first of them "
                            + oldOutside.get(0).name()
                            + ". Their records are read all the same, but should such a segment"
                            + " be lost, nothing tells of it if it is a partition's last. HINT: was a manifest deleted?"
                            + " If a backup was killed, start it again: it writes the manifest of its last commit");
        }
    }

    private void addHoles(Catalog catalog) {
        for (TopicCatalog topic : catalog.topics()) {
            for (PartitionCatalog partition : topic.partitions()) {
                for (OffsetRange hole : partition.holes()) {
                    findings.add(new Finding(
                            FindingKind.HOLE,
                            partition.partition(),
                            hole,
                            null,
                            "Missing offsets " + hole + " of " + partition.partition()
                                    + ": nothing in the archive covers or explains them. HINT: if the source still has"
                                    + " them, a backup that starts without state reads them again"));
                }
            }
        }
    }

    private void addMissingDescriptions(Catalog catalog) {
        for (TopicCatalog topic : catalog.topics()) {
            if (topic.description() == null) {
                findings.add(
                        FindingKind.MISSING_TOPIC_DESCRIPTION,
                        null,
                        "Missing topic description of " + topic.topic() + " ("
                                + topic.topicId().base64() + "): its records can be restored, its settings cannot");
            }
        }
    }

    /** Writers that covered the same offsets, each before the other had ended. Only one of the runs is read, so this harms nothing. */
    private void noteInterleavedWriters(Catalog catalog) {
        Map<Id, WriterSpan> spans = new HashMap<>();
        catalog.writers().forEach(span -> spans.put(span.writerId(), span));
        catalog.reading().overlappingWriters().partitions().forEach((pair, partition) -> {
            WriterSpan one = spans.get(pair.one());
            WriterSpan other = spans.get(pair.other());
            if (one != null && other != null && isBeforeEndOf(one, other) && isBeforeEndOf(other, one)) {
                notes.add(new Finding(
                        FindingKind.INTERLEAVED_WRITERS,
                        partition,
                        null,
                        null,
                        "Two writers at the same time: " + one.describe() + " and " + other.describe()
                                + " both covered offsets of " + partition
                                + ". Each offset is read once, but stored twice. HINT: let only one backup job write to an"
                                + " archive; stop one of them"));
            }
        });
    }

    private static boolean isBeforeEndOf(WriterSpan one, WriterSpan other) {
        return one.firstCreated().plus(CLOCK_TOLERANCE).isBefore(other.lastCreated());
    }

    /** Objects that readers ignore: hidden ones, in folders that have segments or manifests. */
    private long leftovers() throws IOException {
        AtomicLong count = new AtomicLong();
        archive.store().list("", (name, length) -> {
            if (ObjectNames.isHidden(name)) {
                count.incrementAndGet();
            }
        });
        return count.get();
    }

    /** Adds up what is done, for those who watch. */
    private final class Progress implements SegmentChecks.Done {
        private final long segments;
        private final long bytes;
        private final AtomicLong segmentsDone = new AtomicLong();
        private final AtomicLong bytesDone = new AtomicLong();

        Progress(Catalog catalog) {
            segments = catalog.segmentCount();
            bytes = catalog.storedBytes();
        }

        @Override
        public void done(long segmentCount, long byteCount) {
            progress.at(segmentsDone.addAndGet(segmentCount), segments, bytesDone.addAndGet(byteCount), bytes);
        }
    }
}
