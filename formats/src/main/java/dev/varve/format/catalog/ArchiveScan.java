// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.ArchiveException;
import dev.varve.format.Id;
import dev.varve.format.archive.Archive;
import dev.varve.format.layout.ObjectNames;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.segment.SegmentFooter;
import dev.varve.format.store.ParallelCalls;
import dev.varve.format.store.StoredObject;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the segments of an archive, each once by its segment id, as often as needed: first those that manifests name, then
 * those that were only found by listing. Keeps names and ids, and footers only up to a budget. For one thread.
 */
final class ArchiveScan {
    private static final long FOOTER_BUDGET = 32L << 20;

    private final Archive archive;
    private final int parallelism;
    private final SegmentListing listing;
    private final List<String> manifests = new ArrayList<>();
    private final IdSet namesInManifests = new IdSet();
    private final IdSet namesOutside = new IdSet();
    private final List<SegmentListing.Listed> outside = new ArrayList<>();
    private final Map<String, byte[]> footers = new HashMap<>();
    private long footerBytes;
    private @Nullable IdSet present;
    private boolean manifestDamaged;

    /** Takes one segment after another. */
    @FunctionalInterface
    interface SegmentVisitor {
        void visit(ScannedSegment segment) throws IOException;
    }

    /** Lists the manifests; what is published later is not in this scan. */
    ArchiveScan(Archive archive, int parallelism) throws IOException {
        this.archive = archive;
        this.parallelism = parallelism;
        listing = new SegmentListing(archive.store(), parallelism);
        archive.store().list(ObjectNames.MANIFESTS_FOLDER, (name, length) -> {
            if (ObjectNames.isManifest(name)) {
                manifests.add(name);
            }
        });
        manifests.sort(null);
    }

    List<String> manifests() {
        return manifests;
    }

    /** How many segments no manifest names. */
    int outsideManifests() {
        return outside.size();
    }

    /** Lists all segments. From now on {@link #isMissing} knows those that are named and not there. */
    void listPresent() throws IOException {
        IdSet names = new IdSet();
        listing.all(listed -> names.add(IdSet.idOf(listed.name())));
        present = names;
    }

    /** Whether a listing of all segments lacked this one. */
    boolean isMissing(String segmentName) {
        return present != null && !present.contains(IdSet.idOf(segmentName));
    }

    /** Adds all segments that no manifest names. Needs a pass over the manifests before, like the other two. */
    void findOutsideEverywhere() throws IOException {
        listing.all(this::addOutside);
    }

    /** Adds segments that no manifest names, of the newest date of a manifest, the day before it, and later ones. */
    void findOutsideNewest() throws IOException {
        Optional<LocalDate> newest = manifests.stream()
                .flatMap(name -> ObjectNames.dateOf(name).stream())
                .max(LocalDate::compareTo);
        if (newest.isEmpty() || manifestDamaged) {
            findOutsideEverywhere();
        } else {
            listing.since(newest.get().minusDays(1), this::addOutside);
        }
    }

    /** Adds segments below a folder that no manifest names. */
    void findOutsideBelow(String folder) throws IOException {
        listing.below(folder, this::addOutside);
    }

    private void addOutside(SegmentListing.Listed listed) {
        Id name = IdSet.idOf(listed.name());
        if (!namesInManifests.contains(name) && namesOutside.add(name)) {
            outside.add(listed);
        }
    }

    /** Visits every segment, in the same order each time. */
    void forEach(Findings findings, SegmentVisitor visitor) throws IOException {
        IdSet seen = new IdSet();
        forEachInManifests(findings, visitor, seen);
        forEachOutside(findings, visitor, seen);
    }

    /**
     * Visits every segment that a manifest names.
     *
     * @param seen ids of segments not to visit; those visited are added
     */
    void forEachInManifests(Findings findings, SegmentVisitor visitor, IdSet seen) throws IOException {
        forEachEntry(findings, (manifest, entry) -> {
            namesInManifests.add(IdSet.idOf(entry.segmentName()));
            if (!isMissing(entry.segmentName())) {
                visitOnce(
                        new ScannedSegment(entry.segmentName(), entry.objectLength(), entry.footer(), manifest),
                        findings,
                        visitor,
                        seen);
            }
        });
    }

    /** Takes an entry of a manifest. */
    @FunctionalInterface
    interface EntryVisitor {
        void visit(String manifest, ManifestEntry entry) throws IOException;
    }

    /** Visits every entry of every manifest of this archive, also of segments that are missing or named twice. */
    void forEachEntry(Findings findings, EntryVisitor visitor) throws IOException {
        ParallelCalls.forEach(
                manifests.stream()
                        .<Callable<OpenedManifest>>map(name -> () -> OpenedManifest.open(archive, name))
                        .iterator(),
                parallelism,
                opened -> {
                    try (opened) {
                        opened.forEach(entry -> visitor.visit(opened.name(), entry));
                    } catch (OpenedManifest.DamageException e) {
                        manifestDamaged = true;
                        findings.addDamage(FindingKind.DAMAGED_MANIFEST, opened.name(), e.damage());
                    }
                });
    }

    /** Visits every segment that was found by listing and that no manifest names. */
    void forEachOutside(Findings findings, SegmentVisitor visitor, IdSet seen) throws IOException {
        ParallelCalls.forEach(
                outside.stream()
                        .<Callable<ReadFooter>>map(listed -> () -> readFooter(listed))
                        .iterator(),
                parallelism,
                read -> {
                    if (read.footer != null) {
                        keep(read);
                        ScannedSegment segment =
                                new ScannedSegment(read.listed.name(), read.listed.length(), read.footer, null);
                        visitOnce(segment, findings, visitor, seen);
                    } else if (read.damage != null) {
                        findings.addDamage(FindingKind.DAMAGED_SEGMENT, read.listed.name(), read.damage);
                    }
                });
    }

    private void visitOnce(ScannedSegment segment, Findings findings, SegmentVisitor visitor, IdSet seen)
            throws IOException {
        try {
            archive.requireKnown(segment.name(), segment.footer().identity().archiveId());
        } catch (ArchiveException e) {
            findings.addDamage(FindingKind.FOREIGN_OBJECT, segment.name(), e);
            return;
        }
        if (seen.add(segment.footer().identity().segmentId())) {
            visitor.visit(segment);
        }
    }

    private record ReadFooter(
            SegmentListing.Listed listed,
            @Nullable SegmentFooter footer,
            @Nullable ArchiveException damage) {}

    private ReadFooter readFooter(SegmentListing.Listed listed) throws IOException {
        try {
            byte[] kept;
            synchronized (footers) {
                kept = footers.get(listed.name());
            }
            if (kept != null) {
                return new ReadFooter(listed, SegmentFooter.parse(kept, listed.name(), listed.length()), null);
            }
            try (StoredObject object = archive.store().open(listed.name())) {
                return new ReadFooter(listed, SegmentFooter.read(object), null);
            }
        } catch (ArchiveException e) {
            return new ReadFooter(listed, null, e);
        }
    }

    private void keep(ReadFooter read) {
        byte[] bytes = Objects.requireNonNull(read.footer).verbatim();
        synchronized (footers) {
            if (footerBytes + bytes.length <= FOOTER_BUDGET && footers.putIfAbsent(read.listed.name(), bytes) == null) {
                footerBytes += bytes.length;
            }
        }
    }
}
