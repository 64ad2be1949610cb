// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition instead of a time. */
final class Await {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private Await() {}

    static void until(String condition, Callable<Boolean> check) throws Exception {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!check.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + TIMEOUT.toSeconds() + " s: " + condition);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
