// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.Id;
import dev.varve.format.store.Store;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Checks segments in several threads. {@link #submit} waits while enough are under way. */
final class SegmentChecks implements AutoCloseable {
    private static final String INTERRUPTED = "Cannot verify the archive: interrupted";

    private final Store store;
    private final VerifyOptions options;
    private final Findings findings;
    private final Done progress;
    private final ExecutorService threads;
    private final Semaphore room;
    private final Set<Id> missing = new HashSet<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private long segments;
    private long blocks;
    private long records;
    private long bytes;

    /** Told of progress. */
    @FunctionalInterface
    interface Done {
        void done(long segmentCount, long byteCount);
    }

    SegmentChecks(Store store, VerifyOptions options, Findings findings, Done progress) {
        this.store = store;
        this.options = options;
        this.findings = findings;
        this.progress = progress;
        room = new Semaphore(2 * options.parallelism());
        threads = Executors.newFixedThreadPool(options.parallelism(), task -> {
            Thread thread = new Thread(task, "varve-verify");
            thread.setDaemon(true);
            return thread;
        });
    }

    void submit(ScannedSegment segment) throws IOException {
        rethrow();
        try {
            room.acquire();
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
            throw new IOException(INTERRUPTED, e);
        }
        threads.execute(() -> {
            try {
                add(new SegmentCheck(store, segment, options.depth(), findings, progress).run());
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                room.release();
            }
        });
    }

    private synchronized void add(SegmentCheck.Result result) {
        segments++;
        blocks += result.blocks();
        records += result.records();
        bytes += result.bytes();
        if (result.missing() != null) {
            missing.add(result.missing());
        }
    }

    /** Waits for all checks; returns the ids of segments that are not there. */
    Set<Id> finish() throws IOException {
        threads.shutdown();
        try {
            while (!threads.awaitTermination(1, TimeUnit.HOURS)) {
                rethrow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
            throw new IOException(INTERRUPTED, e);
        }
        rethrow();
        return missing;
    }

    private void rethrow() throws IOException {
        Throwable found = failure.get();
        if (found != null) {
            threads.shutdownNow();
            throw new IOException("Cannot verify the archive: a check failed", new ExecutionException(found));
        }
    }

    synchronized VerifyReport.Counts counts(long pending) {
        return new VerifyReport.Counts(segments, blocks, records, bytes, pending, 0);
    }

    /** Ends what is still under way. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
