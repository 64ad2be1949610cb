// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Makes many small calls to a store in several threads, a bounded number at once, because to an object store each is a way there and
 * back; hands their results over in order. The threads end with the call.
 */
public final class ParallelCalls {
    /** How many small objects are written or listed at once; file systems of object stores keep more connections than that. */
    public static final int AT_ONCE = 16;

    private ParallelCalls() {}

    /** Takes one result, in the thread of the caller. */
    @FunctionalInterface
    public interface Consumer<T> {
        void accept(T result) throws IOException;
    }

    /**
     * Makes all calls; at most twice {@code parallelism} results wait. After the first failure of a call or of the consumer no other
     * call begins; those under way are waited for, what they opened is closed, and their failures are suppressed ones of the first. An
     * interrupted thread does not wait: what is under way is interrupted as well.
     *
     * @param parallelism how many threads, at least 1; with 1 the caller's own
     * @throws IOException if a call or the consumer failed, or this thread was interrupted
     */
    public static <T> void forEach(Iterator<Callable<T>> calls, int parallelism, Consumer<T> consumer)
            throws IOException {
        if (parallelism == 1) {
            while (calls.hasNext()) {
                consumer.accept(run(calls.next()));
            }
            return;
        }
        ThreadPoolExecutor threads = threads(parallelism);
        Deque<Future<T>> ahead = new ArrayDeque<>();
        try {
            while (calls.hasNext() || !ahead.isEmpty()) {
                while (calls.hasNext() && ahead.size() < 2 * parallelism) {
                    ahead.add(threads.submit(calls.next()));
                }
                consumer.accept(result(ahead.remove()));
            }
        } catch (IOException | RuntimeException | Error e) {
            end(threads, ahead, e);
            throw e;
        } finally {
            threads.shutdown();
        }
    }

    private static ThreadPoolExecutor threads(int parallelism) {
        return new ThreadPoolExecutor(
                parallelism, parallelism, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "varve-store");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    private static <T> void end(ThreadPoolExecutor threads, Deque<Future<T>> ahead, Throwable failure) {
        threads.shutdown();
        List<Runnable> notBegun = new ArrayList<>();
        threads.getQueue().drainTo(notBegun);
        notBegun.forEach(call -> ((Future<?>) call).cancel(false));
        ahead.removeIf(Future::isCancelled);
        for (Future<T> call : ahead) {
            try {
                if (call.get() instanceof Closeable opened) {
                    opened.close();
                }
            } catch (ExecutionException e) {
                add(Objects.requireNonNullElse(e.getCause(), e), failure);
            } catch (IOException e) {
                add(e, failure);
            } catch (InterruptedException e) {
                // Those that are done are closed all the same.
                Thread.currentThread().interrupt();
                threads.shutdownNow();
            }
        }
    }

    private static void add(Throwable another, Throwable failure) {
        if (another != failure) {
            failure.addSuppressed(another);
        }
    }

    private static <T> T run(Callable<T> call) throws IOException {
        try {
            return call.call();
        } catch (Exception e) {
            throw asIo(e);
        }
    }

    private static <T> T result(Future<T> call) throws IOException {
        try {
            return call.get();
        } catch (ExecutionException e) {
            throw asIo(Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Cannot go on with the archive: interrupted", e);
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
