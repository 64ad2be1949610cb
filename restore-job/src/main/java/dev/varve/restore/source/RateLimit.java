// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import java.util.function.LongSupplier;

/**
 * A bucket that fills with so many bytes per second and holds a tenth of that. Whoever finds it not in debt may send as much as they
 * like, and the debt is waited for. For one thread.
 */
final class RateLimit {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double CAPACITY_NANOS = NANOS_PER_SECOND / 10;

    private final double nanosPerByte;
    private final LongSupplier nanoTime;
    private long settledAt;

    /** What has to be waited for, in nanoseconds since {@link #settledAt}; negative if something is left in the bucket. */
    private double debt;

    /** Begins with a full bucket. */
    RateLimit(long bytesPerSecond, LongSupplier nanoTime) {
        this.nanosPerByte = NANOS_PER_SECOND / bytesPerSecond;
        this.nanoTime = nanoTime;
        settledAt = nanoTime.getAsLong();
        debt = -CAPACITY_NANOS;
    }

    /** How long to wait until something may be sent; 0 for now. */
    long waitNanos() {
        settle();
        return debt <= 0 ? 0 : (long) Math.ceil(debt);
    }

    /** Pays for what was sent. */
    void sent(long bytes) {
        settle();
        debt += bytes * nanosPerByte;
    }

    private void settle() {
        long now = nanoTime.getAsLong();
        debt = Math.max(-CAPACITY_NANOS, debt - (now - settledAt));
        settledAt = now;
    }
}
