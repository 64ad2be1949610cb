// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.store;

import dev.varve.format.ArchiveException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a call to a store again after a failure that may pass: longer and longer pauses, a bounded number of attempts, and none once
 * the first is long ago, because file systems try again themselves. Safe for use by several threads.
 */
final class StoreRetries {
    private static final Logger LOG = LoggerFactory.getLogger(StoreRetries.class);

    /** Refused for good. By name: file systems bring their own classes. */
    private static final Set<String> REFUSALS = Set.of("AccessDeniedException", "AccessControlException");

    private final int attempts;
    private final Duration firstPause;
    private final Duration patience;
    private final Pause pause;

    /** A call that may be repeated. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws IOException;
    }

    /** Waits. */
    @FunctionalInterface
    interface Pause {
        void await(Duration time) throws InterruptedException;
    }

    /**
     * Sets the bounds.
     *
     * @param attempts at least 1
     * @param firstPause about how long to wait before the second attempt; four times as long before each further one
     * @param patience no attempt begins later than this after the first
     */
    StoreRetries(int attempts, Duration firstPause, Duration patience, Pause pause) {
        this.attempts = attempts;
        this.firstPause = firstPause;
        this.patience = patience;
        this.pause = pause;
    }

    /** Four attempts within half a minute. */
    static StoreRetries standard() {
        return new StoreRetries(
                4, Duration.ofMillis(200), Duration.ofSeconds(30), time -> Thread.sleep(time.toMillis()));
    }

    /**
     * Makes the call until it succeeds.
     *
     * @param what for the log: {@code read data/...}
     * @throws IOException the last failure
     */
    <T> T call(String what, Call<T> call) throws IOException {
        long started = System.nanoTime();
        Duration next = firstPause;
        for (int attempt = 1; ; attempt++) {
            try {
                return call.run();
            } catch (IOException e) {
                boolean late = System.nanoTime() - started + next.toNanos() > patience.toNanos();
                if (attempt >= attempts || late || !mayPass(e)) {
                    throw e;
                }
                LOG.warn("cannot {}, attempt {} of {}, trying again: {}", what, attempt, attempts, e.toString());
                await(next, e);
                next = next.multipliedBy(4);
            }
        }
    }

    /** Readers that failed together do not come back together. */
    private void await(Duration time, IOException failure) throws IOException {
        try {
            pause.await(
                    Duration.ofMillis(ThreadLocalRandom.current().nextLong(time.toMillis() / 2, time.toMillis() + 1)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure.addSuppressed(e);
            throw failure;
        }
    }

    private static boolean mayPass(IOException failure) {
        boolean interrupted = Thread.currentThread().isInterrupted()
                || failure instanceof ClosedByInterruptException
                || (failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException));
        boolean missing = failure instanceof FileNotFoundException || failure instanceof NoSuchFileException;
        return !interrupted
                && !missing
                && !(failure instanceof ArchiveException)
                && !(failure instanceof StoreAccessException)
                && !isRefusal(failure);
    }

    private static boolean isRefusal(IOException failure) {
        int depth = 0;
        for (@Nullable Throwable cause = failure; cause != null && depth < 10; cause = cause.getCause()) {
            if (REFUSALS.contains(cause.getClass().getSimpleName())) {
                return true;
            }
            depth++;
        }
        return false;
    }
}
