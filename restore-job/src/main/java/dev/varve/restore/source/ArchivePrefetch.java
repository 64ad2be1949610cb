// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.ArchiveMismatchException;
import dev.varve.format.Id;
import dev.varve.format.MissingObjectException;
import dev.varve.format.OffsetRange;
import dev.varve.format.archive.Archive;
import dev.varve.format.store.Store;
import dev.varve.restore.source.HandOver.ReadBlock;
import dev.varve.restore.source.HandOver.Wait;
import dev.varve.restore.source.SegmentFetches.Opening;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans what splits need and reads it ahead of the task: the work of one background thread, which has others read for it. */
final class ArchivePrefetch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ArchivePrefetch.class);

    /**
     * Where the archive is.
     *
     * @param id of the archive that the plan was made for
     * @param runsAtOnce about how many runs may be planned at a time
     */
    record Location(StoreOpener opener, String archive, Id id, long runsAtOnce) {}

    private final Location location;
    private final ReaderOptions options;
    private final HandOver handOver;
    private final ReaderMetrics metrics;
    private final ThreadFactory threads;
    private final List<SplitPlanner> planners = new ArrayList<>();

    ArchivePrefetch(
            Location location, ReaderOptions options, HandOver handOver, ReaderMetrics metrics, ThreadFactory threads) {
        this.location = location;
        this.options = options;
        this.handOver = handOver;
        this.metrics = metrics;
        this.threads = threads;
    }

    /** Works until interrupted, or until the hand-over is closed, or until it fails; then the hand-over knows why. */
    @Override
    public void run() {
        try {
            List<RestoreSplit> splits = handOver.takeAdded(Wait.FOR_SPLITS);
            try (Store store = location.opener().open()) {
                work(archive(store), splits);
            }
        } catch (InterruptedException e) {
            LOG.debug("prefetch ends", e);
        } catch (Throwable e) {
            handOver.fail(Damage.asFailure(e));
        }
    }

    private Archive archive(Store store) throws IOException {
        Archive archive = Archive.open(store, location.archive());
        if (!archive.knownIds().contains(location.id())) {
            throw new ArchiveMismatchException(
                    "archive " + location.archive() + " in " + store.location(),
                    "archive id",
                    location.id().toString(),
                    archive.identity().archiveId().toString(),
                    "the archive was replaced since the restore was planned; start the restore again");
        }
        return archive;
    }

    private void work(Archive archive, List<RestoreSplit> splits) throws IOException, InterruptedException {
        SegmentOrder order = new SegmentOrder();
        plan(archive, splits, order);
        while (true) {
            MissingObjectException missing;
            try (SegmentFetches fetches = new SegmentFetches(archive.store(), handOver, options, metrics, threads)) {
                missing = readUntilMissing(archive, order, fetches);
            }
            LOG.warn("segment {} is gone, planning again without it", missing.objectName());
            order = new SegmentOrder();
            List<SplitPlanner> before = List.copyOf(planners);
            planners.clear();
            for (SplitPlanner planner : before) {
                planners.add(planner.again(handOver::position, missing.objectName()));
            }
            handOver.resume();
        }
    }

    private void plan(Archive archive, List<RestoreSplit> splits, SegmentOrder order)
            throws IOException, InterruptedException {
        List<SplitPlanner> added = SplitPlanner.of(archive, splits, options.prefetchThreads(), location.runsAtOnce());
        planners.addAll(added);
        for (SplitPlanner planner : added) {
            add(planner.next(), order);
        }
    }

    private void add(List<SplitSteps> plan, SegmentOrder order) throws InterruptedException {
        for (SplitSteps steps : plan) {
            OffsetRange tail = steps.tail();
            if (steps.hasNext()) {
                order.add(steps);
            } else if (tail != null) {
                HandOver.Slot slot = handOver.reserve(0);
                if (slot != null) {
                    slot.complete(List.of(new ReadBlock(0, List.of(RestoredRun.empty(steps.split(), tail)))));
                }
            }
        }
    }

    private MissingObjectException readUntilMissing(Archive archive, SegmentOrder order, SegmentFetches fetches)
            throws IOException, InterruptedException {
        Deque<Opening> ahead = new ArrayDeque<>();
        while (true) {
            MissingObjectException missing = handOver.missing();
            if (missing != null) {
                return missing;
            }
            openAhead(ahead, order, fetches);
            if (ahead.isEmpty() && planMore(order)) {
                continue;
            }
            List<RestoreSplit> splits = handOver.takeAdded(ahead.isEmpty() ? Wait.FOR_SPLITS : Wait.NOT);
            if (!splits.isEmpty()) {
                plan(archive, splits, order);
            }
            if (!ahead.isEmpty()) {
                fetches.read(ahead.remove());
            }
        }
    }

    private void openAhead(Deque<Opening> ahead, SegmentOrder order, SegmentFetches fetches) {
        while (ahead.size() <= options.prefetchThreads()) {
            SegmentVisit visit = order.next();
            if (visit == null) {
                return;
            }
            ahead.add(fetches.open(visit));
        }
    }

    /** Called when all that was planned has its place in the hand-over: only then may later offsets of a split follow. */
    private boolean planMore(SegmentOrder order) throws IOException, InterruptedException {
        boolean more = false;
        for (SplitPlanner planner : planners) {
            if (planner.hasNext()) {
                add(planner.next(), order);
                more = true;
            }
        }
        return more;
    }
}
