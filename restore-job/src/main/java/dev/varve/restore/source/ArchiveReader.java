// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.block.RunHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/**
 * Reads the splits of one subtask, all together, segment by segment, ahead of the task. The enumerator owns the splits: none is part of
 * this reader's state. Instead it tells the enumerator, with {@link SplitsWritten} at the first checkpoint after a split's last
 * element. It ends only when told that there are no more splits.
 *
 * <p>All methods are for the task thread, and none waits for the archive, except {@link #close} for reads under way.
 */
public final class ArchiveReader implements SourceReader<RestoredRun, RestoreSplit> {
    private static final long CLOSE_MILLIS = 15_000;

    /** A run takes about 300 bytes while it is planned: this is less than a tenth of the heap. */
    private static final long RUNS_AT_ONCE = Runtime.getRuntime().maxMemory() / 4096;

    private final SourceReaderContext context;
    private final Availability availability = new Availability();
    private final HandOver handOver;
    private final Thread prefetch;
    private final @Nullable RateLimit rateLimit;
    private final @Nullable ScheduledExecutorService timer;
    private final List<String> written = new ArrayList<>();
    private @Nullable Future<?> alarm;
    private int splitsLeft;
    private boolean noMoreSplits;

    /**
     * Creates a reader; it reads nothing before it has splits.
     *
     * @param archive name of the archive in the store
     * @param archiveId id of the archive that the splits were planned for
     */
    public ArchiveReader(
            SourceReaderContext context, StoreOpener store, String archive, Id archiveId, ReaderOptions options) {
        this(context, new ArchivePrefetch.Location(store, archive, archiveId, RUNS_AT_ONCE), options);
    }

    ArchiveReader(SourceReaderContext context, ArchivePrefetch.Location location, ReaderOptions options) {
        this.context = context;
        handOver = new HandOver(options.prefetchBytes(), availability::signal);
        ThreadFactory threads = threads(context.getIndexOfSubtask());
        ArchivePrefetch work = new ArchivePrefetch(
                location,
                options,
                handOver,
                new ReaderMetrics(context.metricGroup(), handOver::reservedBytes),
                threads);
        prefetch = threads.newThread(work);
        Long bytesPerSecond = options.bytesPerSecond();
        rateLimit = bytesPerSecond == null ? null : new RateLimit(bytesPerSecond, System::nanoTime);
        timer = bytesPerSecond == null ? null : timer(threads);
    }

    private static ScheduledExecutorService timer(ThreadFactory threads) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private static ThreadFactory threads(int subtask) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, "varve-restore-" + subtask + "-" + count.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void start() {
        prefetch.start();
    }

    @Override
    public void addSplits(List<RestoreSplit> splits) {
        splitsLeft += splits.size();
        handOver.add(splits);
    }

    @Override
    public void notifyNoMoreSplits() {
        noMoreSplits = true;
        availability.signal();
    }

    @Override
    public InputStatus pollNext(ReaderOutput<RestoredRun> output) throws Exception {
        if (isOwing() && !isFinished()) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        RestoredRun run = handOver.poll();
        if (run != null) {
            output.collect(run);
            passed(run);
        }
        if (isFinished()) {
            return InputStatus.END_OF_INPUT;
        }
        return handOver.isReady() && !isOwing() ? InputStatus.MORE_AVAILABLE : InputStatus.NOTHING_AVAILABLE;
    }

    private void passed(RestoredRun run) {
        RestoreSplit split = run.split();
        if (run.covers().end() == split.until()) {
            splitsLeft--;
            written.add(split.splitId());
        }
        if (rateLimit != null) {
            rateLimit.sent(recordBytes(run));
        }
    }

    /** Of a part of a run as many as its offsets suggest. */
    private static long recordBytes(RestoredRun run) {
        if (run.block() == null) {
            return 0;
        }
        RunHeader header = run.block().runs().get(run.runIndex());
        OffsetRange covers = run.covers();
        long offsets = Math.min(covers.end(), header.end()) - Math.max(covers.start(), header.start());
        return (long) ((double) header.recordBytes() * offsets / (header.end() - header.start()));
    }

    private boolean isFinished() {
        return noMoreSplits && splitsLeft == 0;
    }

    private boolean isOwing() {
        return rateLimit != null && rateLimit.waitNanos() > 0;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        CompletableFuture<Void> next = availability.next();
        long waitNanos = rateLimit == null ? 0 : rateLimit.waitNanos();
        if (isFinished()) {
            availability.signal();
        } else if (waitNanos > 0) {
            setAlarm(waitNanos);
        } else if (handOver.isReady()) {
            availability.signal();
        }
        return next;
    }

    /** Always a new one: that the last one is not done yet does not mean that it has still to ring. */
    private void setAlarm(long waitNanos) {
        if (alarm != null) {
            alarm.cancel(false);
        }
        if (timer != null) {
            alarm = timer.schedule(availability::signal, waitNanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Empty: the enumerator owns the splits. Reports those of which everything has been emitted. */
    @Override
    public List<RestoreSplit> snapshotState(long checkpointId) {
        if (!written.isEmpty()) {
            context.sendSourceEventToCoordinator(new SplitsWritten(written));
            written.clear();
        }
        return List.of();
    }

    /** Ends all threads and closes all segments; waits for them, unless interrupted. */
    @Override
    public void close() {
        handOver.close();
        if (timer != null) {
            timer.shutdownNow();
        }
        prefetch.interrupt();
        try {
            prefetch.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
