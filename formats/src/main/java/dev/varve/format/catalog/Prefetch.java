// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs reads in several threads, a bounded number ahead, and hands their results over in order. */
final class Prefetch {
    private Prefetch() {}

    /** Takes one result. */
    @FunctionalInterface
    interface Consumer<T> {
        void accept(T result) throws IOException;
    }

    /**
     * Runs all reads; at most twice {@code parallelism} results wait. The first failure of a read or of the consumer ends it.
     *
     * @throws IOException if a read or the consumer failed, or this thread was interrupted
     */
    static <T> void forEach(Iterator<Callable<T>> reads, int parallelism, Consumer<T> consumer) throws IOException {
        if (parallelism == 1) {
            while (reads.hasNext()) {
                consumer.accept(run(reads.next()));
            }
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(parallelism, task -> {
            Thread thread = new Thread(task, "varve-read");
            thread.setDaemon(true);
            return thread;
        });
        Deque<Future<T>> ahead = new ArrayDeque<>();
        try {
            while (reads.hasNext() || !ahead.isEmpty()) {
                while (reads.hasNext() && ahead.size() < 2 * parallelism) {
                    ahead.add(threads.submit(reads.next()));
                }
                consumer.accept(result(ahead.remove()));
            }
        } finally {
            threads.shutdown();
            ahead.forEach(Prefetch::discard);
        }
    }

    /** After a failure: what was opened ahead is closed. */
    private static void discard(Future<?> read) {
        if (!read.cancel(false)) {
            try {
                if (read.get() instanceof Closeable opened) {
                    opened.close();
                }
            } catch (ExecutionException | InterruptedException | IOException e) {
                // the first failure is already on its way to the caller
            }
        }
    }

    private static <T> T run(Callable<T> read) throws IOException {
        try {
            return read.call();
        } catch (Exception e) {
            throw asIo(e);
        }
    }

    private static <T> T result(Future<T> read) throws IOException {
        try {
            return read.get();
        } catch (ExecutionException e) {
            throw asIo(Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Cannot read the archive: interrupted", e);
        }
    }

    private static IOException asIo(Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof IOException io ? io : new IOException(failure);
    }
}
