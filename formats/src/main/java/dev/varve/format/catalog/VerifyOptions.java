// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import java.time.Clock;
import java.time.Instant;

/**
 * How thoroughly to verify.
 *
 * @param parallelism how many segments are read at once, at least 1
 * @param now a segment that no manifest names and that was created less than {@link Verifier#PENDING} before is taken for one that is
 *     just being committed
 */
public record VerifyOptions(Depth depth, int parallelism, Instant now) {

    /** How much is read. */
    public enum Depth {
        /** Manifests, and header, footer and length of every segment that they name or that a listing of the newest dates shows. */
        FOOTERS,
        /** All objects that exist; every block is decoded and compared with its digests, and runs that overlap with each other. */
        FULL
    }

    public VerifyOptions {
        if (parallelism < 1) {
            throw new IllegalArgumentException("Invalid parallelism: need at least 1, found: " + parallelism);
        }
    }

    /** Verifies as of this moment. */
    public VerifyOptions(Depth depth, int parallelism) {
        this(depth, parallelism, Clock.systemUTC().instant());
    }
}
