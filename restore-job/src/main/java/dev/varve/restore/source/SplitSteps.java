// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.OffsetRange;
import dev.varve.format.block.RunHeader;
import dev.varve.format.catalog.SelectedRun;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be read for some offsets of one split, in order, and how much of it was taken to be read. For one thread. */
final class SplitSteps {
    private final RestoreSplit split;
    private final List<Step> steps;
    private final @Nullable OffsetRange tail;
    private int next;
    private long bytesLeft;

    private SplitSteps(RestoreSplit split, List<Step> steps, @Nullable OffsetRange tail) {
        this.split = split;
        this.steps = steps;
        this.tail = tail;
        steps.forEach(step -> bytesLeft += step.recordBytes());
    }

    /**
     * The steps for some offsets of a split. Runs without a record in the split's time window are passed over.
     *
     * @param runs of the split's partition, in offset order, not overlapping
     */
    static SplitSteps of(RestoreSplit split, OffsetRange range, List<SelectedRun> runs) {
        List<Step> steps = new ArrayList<>();
        long reached = range.start();
        for (SelectedRun run : runs) {
            long start = Math.max(range.start(), run.part().start());
            long end = Math.min(range.end(), run.part().end());
            if (start < end && isWanted(split, run)) {
                steps.add(Step.of(run, new OffsetRange(start, end), reached));
                reached = end;
            }
        }
        return new SplitSteps(split, steps, reached < range.end() ? new OffsetRange(reached, range.end()) : null);
    }

    /** Whether a run may have records that the split wants. */
    static boolean isWanted(RestoreSplit split, SelectedRun run) {
        RunHeader header = run.run().header();
        return run.run().hasBlock() && !split.window().containsNone(header.minTimestamp(), header.maxTimestamp());
    }

    RestoreSplit split() {
        return split;
    }

    /** All steps, also those taken. */
    List<Step> all() {
        return steps;
    }

    /** Offsets after the last step with nothing to restore; null if there are none. */
    @Nullable
    OffsetRange tail() {
        return tail;
    }

    boolean hasNext() {
        return next < steps.size();
    }

    /** The segment of the next step. */
    String segment() {
        return steps.get(next).segment();
    }

    /** Record bytes of what was not taken. */
    long bytesLeft() {
        return bytesLeft;
    }

    /** Takes the steps that one pass through the next step's segment, from its start to its end, can give. */
    List<Step> take() {
        String segment = segment();
        int from = next;
        int block = 0;
        while (hasNext() && segment().equals(segment) && steps.get(next).block() >= block) {
            block = steps.get(next).block();
            bytesLeft -= steps.get(next).recordBytes();
            next++;
        }
        return steps.subList(from, next);
    }

    /** In how many passes through segments the rest is read, by segment. */
    List<String> segmentsLeft() {
        List<String> segments = new ArrayList<>();
        int block = 0;
        for (Step step : steps.subList(next, steps.size())) {
            boolean same =
                    !segments.isEmpty() && segments.get(segments.size() - 1).equals(step.segment());
            if (!same || step.block() < block) {
                segments.add(step.segment());
            }
            block = step.block();
        }
        return segments;
    }
}
