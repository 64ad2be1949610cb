// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/**
 * Holds some requests back until a number of them is there at once, and lets all go then. Those of a client that sends the next only
 * after the answer to the last never come together: after some time it lets these go, too.
 */
public final class Gathering {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final int together;
    private final BiPredicate<S3Operation, String> held;
    private int waiting;
    private boolean gathered;
    private boolean givenUp;

    private Gathering(int together, BiPredicate<S3Operation, String> held) {
        this.together = together;
        this.held = held;
    }

    /** Of so many requests that the predicate holds for, which is given the operation, and the path with what is asked behind it. */
    public static Gathering of(int together, BiPredicate<S3Operation, String> held) {
        return new Gathering(together, held);
    }

    static Gathering none() {
        return of(1, (operation, path) -> false);
    }

    /** Whether so many were there at once. */
    public synchronized boolean happened() {
        return gathered;
    }

    synchronized void enter(S3Operation operation, String target) {
        if (gathered || givenUp || !held.test(operation, target)) {
            return;
        }
        waiting++;
        gathered = waiting >= together;
        notifyAll();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        long left = PATIENCE_NANOS;
        try {
            while (!gathered && !givenUp && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = deadline - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        waiting--;
        givenUp |= !gathered;
        notifyAll();
    }
}
