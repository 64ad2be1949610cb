// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.Archive;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.CatalogOptions;
import dev.varve.format.catalog.CatalogOptions.Listing;
import dev.varve.format.catalog.PartitionCatalog;
import dev.varve.format.catalog.SelectedRun;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which runs to read for splits that see the archive as of the same time, with one reading of the catalog for all of them.
 * Should they have very many runs, it does so slice by slice, each a share of every split's offsets: memory then holds one slice, and
 * each costs one more pass over the manifests. For one thread.
 */
final class SplitPlanner {
    private final Catalog catalog;
    private final CatalogOptions options;
    private final List<Course> courses;
    private final Set<String> goneSegments;
    private final long runsAtOnce;
    private final long slices;
    private long slice;

    /** A split, and the position from which it is read. */
    private record Course(RestoreSplit split, long position) {
        OffsetRange range() {
            return new OffsetRange(position, split.until());
        }

        /** Where a slice begins, and the one before it ends. */
        long start(long slice, long slices) {
            long length = split.until() - position;
            return slice == slices ? split.until() : position + (long) ((double) length * slice / slices);
        }
    }

    /** What is planned of a split at a time. */
    private record Slice(RestoreSplit split, OffsetRange range) {}

    private SplitPlanner(
            Catalog catalog, CatalogOptions options, List<Course> courses, Set<String> goneSegments, long runsAtOnce) {
        this.catalog = catalog;
        this.options = options;
        this.courses = List.copyOf(courses);
        this.goneSegments = Set.copyOf(goneSegments);
        this.runsAtOnce = runsAtOnce;
        long runs = 0;
        for (Course course : courses) {
            runs += runs(catalog, course);
        }
        slices = Math.max(1, (runs + runsAtOnce - 1) / runsAtOnce);
    }

    /** About so many runs have to be read. */
    private static long runs(Catalog catalog, Course course) {
        PartitionCatalog partition = catalog.partition(course.split.source()).orElse(null);
        if (partition == null) {
            return 0;
        }
        long covered =
                partition.covered().stream().mapToLong(OffsetRange::length).sum();
        double share = covered == 0 ? 0 : (double) (course.split.until() - course.position) / covered;
        return (long) (partition.runs() * Math.min(1, share));
    }

    /**
     * Reads the catalog for new splits, once for all that see the archive as of the same time.
     *
     * @param parallelism how many objects are read at once
     * @param runsAtOnce about how many runs may be held in memory
     * @throws MissingRecordsException if the archive has lost records since the restore was planned
     */
    static List<SplitPlanner> of(Archive archive, List<RestoreSplit> splits, int parallelism, long runsAtOnce)
            throws IOException {
        Map<@Nullable Instant, List<Course>> byAsOf = new HashMap<>();
        for (RestoreSplit split : splits) {
            byAsOf.computeIfAbsent(split.asOf(), asOf -> new ArrayList<>()).add(new Course(split, split.position()));
        }
        List<SplitPlanner> planners = new ArrayList<>();
        CatalogOptions all = CatalogOptions.defaults().withParallelism(parallelism);
        for (Map.Entry<@Nullable Instant, List<Course>> group : byAsOf.entrySet()) {
            Instant asOf = group.getKey();
            CatalogOptions options = asOf == null ? all : all.withAsOf(asOf);
            Catalog catalog = Catalog.read(archive, options);
            for (Course course : group.getValue()) {
                ExplainedOffsets.requireAll(catalog, course.split, course.range());
            }
            planners.add(new SplitPlanner(catalog, options, group.getValue(), Set.of(), runsAtOnce));
        }
        return planners;
    }

    /**
     * A planner for what is left, after a segment vanished. Reads the catalog again, with all folders listed.
     *
     * @param positions where each split is now
     * @param goneSegment name relative to the archive
     * @throws MissingRecordsException if records that were there before are not there any more
     */
    SplitPlanner again(ToLongFunction<RestoreSplit> positions, String goneSegment) throws IOException {
        CatalogOptions listed = options.withListing(Listing.FULL);
        Catalog now = Catalog.read(catalog.archive(), listed);
        CoverageComparison comparison = new CoverageComparison(catalog, now);
        List<Course> left = new ArrayList<>();
        for (Course course : courses) {
            long position = positions.applyAsLong(course.split);
            if (position < course.split.until()) {
                Course rest = new Course(course.split, position);
                comparison.requireCovered(course.split, rest.range());
                left.add(rest);
            }
        }
        Set<String> gone = new HashSet<>(goneSegments);
        gone.add(goneSegment);
        return new SplitPlanner(now, listed, left, gone, runsAtOnce);
    }

    boolean hasNext() {
        return slice < slices;
    }

    /** What to read next of each split. */
    List<SplitSteps> next() throws IOException {
        List<Slice> parts =
                courses.stream().map(this::slice).flatMap(Optional::stream).toList();
        slice++;
        Map<TopicPartitionId, OffsetRange> ranges = new HashMap<>();
        parts.forEach(part -> ranges.merge(part.split.source(), part.range, SplitPlanner::span));
        Map<TopicPartitionId, List<SelectedRun>> runs = catalog.readPlans(ranges);
        List<SplitSteps> steps = new ArrayList<>();
        for (Slice part : parts) {
            SplitSteps found = SplitSteps.of(part.split, part.range, runs.getOrDefault(part.split.source(), List.of()));
            requirePresent(found);
            steps.add(found);
        }
        return steps;
    }

    private Optional<Slice> slice(Course course) {
        long start = course.start(slice, slices);
        long end = course.start(slice + 1, slices);
        return start < end ? Optional.of(new Slice(course.split, new OffsetRange(start, end))) : Optional.empty();
    }

    /** A listing may go on naming what is gone: that is not tried again. */
    private void requirePresent(SplitSteps steps) throws MissingRecordsException {
        for (Step step : goneSegments.isEmpty() ? List.<Step>of() : steps.all()) {
            if (goneSegments.contains(step.segment())) {
                throw new MissingRecordsException(steps.split().source(), step.offsets(), step.segment());
            }
        }
    }

    /** One partition may go to several targets. */
    private static OffsetRange span(OffsetRange one, OffsetRange other) {
        return new OffsetRange(Math.min(one.start(), other.start()), Math.max(one.end(), other.end()));
    }
}
