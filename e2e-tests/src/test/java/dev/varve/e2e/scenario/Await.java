// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition instead of a time. */
public final class Await {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private Await() {}

    public static void until(String condition, Callable<Boolean> check) throws Exception {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!check.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + TIMEOUT.toSeconds() + " s: " + condition);
            }
            pause();
        }
    }

    /** Gives something that should not happen time to happen; returns at once if it does. */
    public static void atMost(Duration time, Callable<Boolean> happened) throws Exception {
        long deadline = System.nanoTime() + time.toNanos();
        while (!happened.call() && System.nanoTime() < deadline) {
            pause();
        }
    }

    /** Leaves the processor to others for a moment. */
    public static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
}
