// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.segment.BlockEntry;
import dev.varve.format.store.Store;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens segments and reads blocks from them in several threads. Used by the thread that plans; closed, it leaves nothing open. */
final class SegmentFetches implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentFetches.class);
    private static final long MAX_GAP = 64 * 1024;
    private static final long MAX_READ = 8 * 1024 * 1024;
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** So many fetches fit into what may be read ahead, or a fetch is one block. */
    private static final int FETCHES_AHEAD = 8;

    private final Store store;
    private final HandOver handOver;
    private final Damage damage;
    private final ReaderMetrics metrics;
    private final long maxRaw;
    private final ExecutorService threads;
    private final Set<OpenSegment> open = ConcurrentHashMap.newKeySet();

    SegmentFetches(
            Store store, HandOver handOver, ReaderOptions options, ReaderMetrics metrics, ThreadFactory threadFactory) {
        this.store = store;
        this.handOver = handOver;
        this.metrics = metrics;
        damage = new Damage(options.onDamage());
        maxRaw = options.prefetchBytes() / FETCHES_AHEAD;
        threads = Executors.newFixedThreadPool(options.prefetchThreads(), threadFactory);
    }

    /** A visit whose segment is being opened. */
    record Opening(SegmentVisit visit, Future<OpenSegment> segment) {}

    Opening open(SegmentVisit visit) {
        return new Opening(visit, threads.submit(() -> {
            OpenSegment segment = OpenSegment.open(store, visit.segment());
            open.add(segment);
            metrics.segmentOpened();
            if (threads.isShutdown()) {
                segment.close();
            }
            return segment;
        }));
    }

    /**
     * Reserves room for everything that the visit gives and has it read. Returns early if a new plan is needed.
     *
     * @throws InterruptedException if closed or interrupted
     */
    void read(Opening opening) throws InterruptedException {
        try {
            OpenSegment segment = opening.segment().get();
            open.removeIf(OpenSegment::isClosed);
            read(
                    segment,
                    wantedBlocks(
                            opening.visit(), segment.name(), segment.footer().blocks()));
        } catch (ExecutionException e) {
            settle(opening.visit(), e.getCause() == null ? e : e.getCause());
        } catch (CorruptArchiveException e) {
            settle(opening.visit(), e);
        }
    }

    private void read(OpenSegment segment, List<WantedBlock> blocks) throws InterruptedException {
        List<List<WantedBlock>> fetches = merged(blocks, segment.footer().blocks());
        segment.expectReads(fetches.size());
        for (List<WantedBlock> fetch : fetches) {
            HandOver.Slot slot = handOver.reserve(rawBytes(fetch));
            if (slot == null) {
                return;
            }
            threads.execute(new BlockFetch(segment, fetch, slot, damage, metrics));
        }
    }

    private static long rawBytes(List<WantedBlock> blocks) {
        return blocks.stream().mapToLong(WantedBlock::rawLength).sum();
    }

    /** Joins blocks into reads: those that lie close together, as far as length and memory allow. */
    private List<List<WantedBlock>> merged(List<WantedBlock> blocks, List<BlockEntry> entries) {
        List<List<WantedBlock>> fetches = new ArrayList<>();
        List<WantedBlock> fetch = new ArrayList<>();
        long raw = 0;
        for (WantedBlock block : blocks) {
            BlockEntry entry = entries.get(block.index());
            if (!fetch.isEmpty()) {
                BlockEntry first = entries.get(fetch.get(0).index());
                BlockEntry last = entries.get(fetch.get(fetch.size() - 1).index());
                if (entry.position() - last.end() > MAX_GAP
                        || entry.end() - first.position() > MAX_READ
                        || raw + block.rawLength() > maxRaw) {
                    fetches.add(fetch);
                    fetch = new ArrayList<>();
                    raw = 0;
                }
            }
            fetch.add(block);
            raw += block.rawLength();
        }
        fetches.add(fetch);
        return fetches;
    }

    private static List<WantedBlock> wantedBlocks(SegmentVisit visit, String segment, List<BlockEntry> entries)
            throws CorruptArchiveException {
        Map<Integer, WantedBlock> blocks = new TreeMap<>();
        for (SegmentVisit.Part part : visit.parts()) {
            List<Step> steps = part.steps();
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                if (step.block() >= entries.size()) {
                    throw new CorruptArchiveException(
                            segment,
                            0,
                            "expected more than " + step.block() + " blocks, as the manifest says, found "
                                    + entries.size());
                }
                boolean last = i == steps.size() - 1 && part.isLast();
                blocks.computeIfAbsent(
                                step.block(),
                                index -> new WantedBlock(
                                        index, entries.get(index).rawLength(), new ArrayList<>()))
                        .wants()
                        .add(new WantedBlock.Want(part.split(), step, last));
            }
        }
        return List.copyOf(blocks.values());
    }

    /** Nothing of the segment can be read. */
    private void settle(SegmentVisit visit, Throwable cause) throws InterruptedException {
        HandOver.Slot slot = handOver.reserve(0);
        if (slot == null) {
            return;
        }
        if (cause instanceof CorruptArchiveException corrupt) {
            List<WantedBlock.Want> wants = new ArrayList<>();
            for (SegmentVisit.Part part : visit.parts()) {
                List<Step> steps = part.steps();
                for (int i = 0; i < steps.size(); i++) {
                    boolean last = i == steps.size() - 1 && part.isLast();
                    wants.add(new WantedBlock.Want(part.split(), steps.get(i), last));
                }
            }
            damage.settle(slot, List.of(new WantedBlock(0, 0, wants)), corrupt);
        } else {
            slot.fail(Damage.asFailure(cause));
        }
    }

    /** Interrupts what is under way, waits for it, and closes all segments. */
    @Override
    public void close() {
        threads.shutdownNow();
        awaitThreads();
        for (OpenSegment segment : open) {
            try {
                segment.close();
            } catch (IOException e) {
                LOG.debug("cannot close {}", segment.name(), e);
            }
        }
    }

    /** The thread may have been interrupted to come here: that does not end the waiting. */
    private void awaitThreads() {
        boolean interrupted = false;
        long deadline = System.nanoTime() + CLOSE_NANOS;
        long left = CLOSE_NANOS;
        while (left > 0 && !threads.isTerminated()) {
            try {
                threads.awaitTermination(left, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = deadline - System.nanoTime();
        }
        if (!threads.isTerminated()) {
            LOG.warn("reads of the archive do not end, left alone");
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
