// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.Archive;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.CatalogOptions;
import dev.varve.format.catalog.CatalogOptions.Listing;
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

/**
 * Finds out which runs to read for splits, with one reading of the catalog for all that see the archive as of the same time. For one
 * thread.
 */
final class SplitPlanner {
    private final Archive archive;
    private final CatalogOptions options;
    private final Set<String> goneSegments = new HashSet<>();

    SplitPlanner(Archive archive, int parallelism) {
        this.archive = archive;
        options = CatalogOptions.defaults().withParallelism(parallelism);
    }

    /** A split, and where it is to be read from. */
    private record Start(RestoreSplit split, long position) {}

    /** A split with the runs of its partition. */
    private record Found(Start start, List<SelectedRun> runs) {
        SplitSteps steps() {
            return SplitSteps.of(start.split, start.position, runs);
        }
    }

    /** What to read for new splits. */
    List<SplitSteps> plan(List<RestoreSplit> splits) throws IOException {
        List<Start> starts =
                splits.stream().map(split -> new Start(split, split.position())).toList();
        return find(starts, Listing.WHERE_NEEDED).stream().map(Found::steps).toList();
    }

    /**
     * What to read instead, after a segment vanished.
     *
     * @param before what was planned for splits that have offsets left
     * @param positions where each of them is now
     * @param goneSegment name relative to the archive
     * @throws MissingRecordsException if records that were planned are not there any more
     */
    List<SplitSteps> planAgain(List<SplitSteps> before, ToLongFunction<RestoreSplit> positions, String goneSegment)
            throws IOException {
        goneSegments.add(goneSegment);
        Map<String, SplitSteps> byId = new HashMap<>();
        List<Start> starts = new ArrayList<>();
        for (SplitSteps steps : before) {
            byId.put(steps.split().splitId(), steps);
            starts.add(new Start(steps.split(), positions.applyAsLong(steps.split())));
        }
        List<SplitSteps> plan = new ArrayList<>();
        for (Found found : find(starts, Listing.FULL)) {
            SplitSteps steps = byId.get(found.start.split.splitId());
            if (steps != null) {
                requireCovered(steps, found);
            }
            plan.add(found.steps());
        }
        return plan;
    }

    private List<Found> find(List<Start> starts, Listing listing) throws IOException {
        Map<Optional<Instant>, List<Start>> groups = new HashMap<>();
        for (Start start : starts) {
            groups.computeIfAbsent(Optional.ofNullable(start.split.asOf()), asOf -> new ArrayList<>())
                    .add(start);
        }
        List<Found> found = new ArrayList<>();
        for (Map.Entry<Optional<Instant>, List<Start>> group : groups.entrySet()) {
            CatalogOptions listed = options.withListing(listing);
            CatalogOptions asOf = group.getKey().map(listed::withAsOf).orElse(listed);
            Map<TopicPartitionId, List<SelectedRun>> runs =
                    Catalog.read(archive, asOf).readPlans(ranges(group.getValue()));
            for (Start start : group.getValue()) {
                found.add(new Found(start, runs.getOrDefault(start.split.source(), List.of())));
            }
        }
        return found;
    }

    /** One partition may go to several targets. */
    private static Map<TopicPartitionId, OffsetRange> ranges(List<Start> starts) {
        Map<TopicPartitionId, OffsetRange> ranges = new HashMap<>();
        for (Start start : starts) {
            ranges.merge(
                    start.split.source(),
                    new OffsetRange(start.position, start.split.until()),
                    (one, other) ->
                            new OffsetRange(Math.min(one.start(), other.start()), Math.max(one.end(), other.end())));
        }
        return ranges;
    }

    private void requireCovered(SplitSteps before, Found found) throws MissingRecordsException {
        List<SelectedRun> runs = found.runs;
        int next = 0;
        for (Step step : before.all()) {
            long position = Math.max(step.start(), found.start.position);
            while (position < step.end()) {
                while (next < runs.size() && runs.get(next).part().end() <= position) {
                    next++;
                }
                boolean covered = next < runs.size()
                        && runs.get(next).part().contains(position)
                        && !goneSegments.contains(runs.get(next).segmentName());
                if (!covered) {
                    throw new MissingRecordsException(
                            before.split().source(), new OffsetRange(position, step.end()), step.segment());
                }
                position = runs.get(next).part().end();
            }
        }
    }
}
