// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.RunHeader;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.RecordTotals;
import dev.varve.format.catalog.SelectedRun;
import dev.varve.restore.plan.SourceTopic.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How much the wanted parts hold. Where a part is a whole partition, the catalog knows; else runs are read, few at a time, so that
 * memory does not grow with the archive. A run that is wanted only in part counts in full: sums are upper bounds.
 */
final class SourceSums {
    private static final long RUNS_AT_ONCE = 200_000;

    private final IdentityHashMap<Part, RecordTotals> totals = new IdentityHashMap<>();
    private long segments;

    /** @throws IOException if the catalog cannot be read again */
    static SourceSums of(List<Part> parts) throws IOException {
        SourceSums sums = new SourceSums();
        Map<Catalog, List<Part>> byCatalog = new HashMap<>();
        parts.forEach(part -> byCatalog
                .computeIfAbsent(part.source().catalog(), catalog -> new ArrayList<>())
                .add(part));
        for (Map.Entry<Catalog, List<Part>> entry : byCatalog.entrySet()) {
            sums.add(entry.getKey(), entry.getValue());
        }
        return sums;
    }

    RecordTotals of(Part part) {
        return totals.getOrDefault(part, RecordTotals.NONE);
    }

    /** How many segments hold the parts; an upper bound. */
    long segments() {
        return segments;
    }

    private void add(Catalog catalog, List<Part> parts) throws IOException {
        List<Part> pending = new ArrayList<>();
        long runs = 0;
        long counted = 0;
        boolean whole = false;
        for (Part part : parts) {
            if (part.isEmpty()) {
                totals.put(part, RecordTotals.NONE);
            } else if (part.isWhole()) {
                totals.put(part, part.partition().totals());
                whole = true;
            } else {
                pending.add(part);
                runs += part.partition().runs();
                if (runs > RUNS_AT_ONCE) {
                    counted += addRuns(catalog, pending);
                    pending.clear();
                    runs = 0;
                }
            }
        }
        counted += pending.isEmpty() ? 0 : addRuns(catalog, pending);
        segments += whole ? catalog.segmentCount() : Math.min(counted, catalog.segmentCount());
    }

    /** The number of segments. */
    private int addRuns(Catalog catalog, List<Part> parts) throws IOException {
        Map<TopicPartitionId, OffsetRange> hulls = new HashMap<>();
        for (Part part : parts) {
            hulls.merge(
                    part.id(),
                    part.range(),
                    (one, other) ->
                            new OffsetRange(Math.min(one.start(), other.start()), Math.max(one.end(), other.end())));
        }
        Map<TopicPartitionId, List<SelectedRun>> runs = catalog.readPlans(hulls);
        Set<String> names = new HashSet<>();
        for (Part part : parts) {
            RecordTotals sum = RecordTotals.NONE;
            for (SelectedRun run : runs.getOrDefault(part.id(), List.of())) {
                if (isWanted(part, run)) {
                    sum = sum.plus(totals(part, run));
                    names.add(run.segmentName());
                }
            }
            totals.put(part, sum);
        }
        return names.size();
    }

    private static boolean isWanted(Part part, SelectedRun run) {
        RunHeader header = run.run().header();
        return header.recordCount() > 0
                && run.part().overlaps(part.range())
                && !part.source().window().containsNone(header.minTimestamp(), header.maxTimestamp());
    }

    private static RecordTotals totals(Part part, SelectedRun run) {
        RunHeader header = run.run().header();
        TimeWindow window = part.source().window();
        RecordTotals all = part.partition().totals();
        double share = all.recordBytes() == 0 ? 0 : (double) header.recordBytes() / all.recordBytes();
        OffsetRange range = part.range();
        long offsets =
                Math.min(run.part().end(), range.end()) - Math.max(run.part().start(), range.start());
        return new RecordTotals(
                Math.min(header.recordCount(), offsets),
                header.recordBytes(),
                Math.round(all.storedBytes() * Math.min(1, share)),
                Math.max(header.minTimestamp(), window.fromMillis()),
                Math.min(
                        header.maxTimestamp(),
                        window.untilMillis() == Long.MAX_VALUE ? Long.MAX_VALUE : window.untilMillis() - 1),
                header.largestRecord());
    }
}
