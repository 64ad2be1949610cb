// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Lets the task thread wait for the next thing to do. Thread-safe. */
final class Availability {
    private @Nullable CompletableFuture<Void> waiting;

    /** A future that the next {@link #signal} completes. Take it first and look for work then: no signal is lost. */
    synchronized CompletableFuture<Void> next() {
        CompletableFuture<Void> future = waiting;
        if (future == null) {
            future = new CompletableFuture<>();
            waiting = future;
        }
        return future;
    }

    /** There may be something to do. */
    void signal() {
        CompletableFuture<Void> future;
        synchronized (this) {
            future = waiting;
            waiting = null;
        }
        if (future != null) {
            future.complete(null);
        }
    }
}
