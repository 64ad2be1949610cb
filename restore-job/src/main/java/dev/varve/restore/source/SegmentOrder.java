// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * In which order segments are read. One that all splits which need it have come to goes before others, so that it is read once; among
 * these the one that the split with most left needs. Splits then end at about the same time, and none starves. For one thread.
 */
final class SegmentOrder {
    /** Passes that splits need, and splits that need one now, by segment. */
    private static final class Demand {
        private int passes;
        private int now;
    }

    private final List<SplitSteps> splits = new ArrayList<>();
    private final Map<String, Demand> demands = new HashMap<>();

    /** Adds a split with steps left. */
    void add(SplitSteps split) {
        for (String segment : split.segmentsLeft()) {
            demand(segment).passes++;
        }
        demand(split.segment()).now++;
        splits.add(split);
    }

    /** Takes the next steps of the splits that the next segment serves; null if nothing is left. */
    @Nullable
    SegmentVisit next() {
        SplitSteps first = first();
        if (first == null) {
            return null;
        }
        String segment = first.segment();
        List<SegmentVisit.Part> parts = new ArrayList<>();
        for (SplitSteps split : splits) {
            if (split.segment().equals(segment)) {
                parts.add(new SegmentVisit.Part(split, split.take()));
            }
        }
        Demand demand = demand(segment);
        demand.passes -= parts.size();
        demand.now -= parts.size();
        if (demand.passes == 0) {
            demands.remove(segment);
        }
        for (SegmentVisit.Part part : parts) {
            if (part.split().hasNext()) {
                demand(part.split().segment()).now++;
            }
        }
        splits.removeIf(split -> !split.hasNext());
        return new SegmentVisit(segment, parts);
    }

    private @Nullable SplitSteps first() {
        SplitSteps first = null;
        boolean firstIsShared = false;
        for (SplitSteps split : splits) {
            Demand demand = demand(split.segment());
            boolean shared = demand.passes == demand.now;
            if (first == null
                    || (shared && !firstIsShared)
                    || (shared == firstIsShared && split.bytesLeft() > first.bytesLeft())) {
                first = split;
                firstIsShared = shared;
            }
        }
        return first;
    }

    private Demand demand(String segment) {
        return demands.computeIfAbsent(segment, name -> new Demand());
    }
}
