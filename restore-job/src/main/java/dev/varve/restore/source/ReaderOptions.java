// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How a reader reads.
 *
 * @param prefetchBytes of blocks before compression that are read ahead of the task; one read is always allowed. What is being read
 *     comes on top: 8 MiB per thread, or one block if that is larger
 * @param prefetchThreads how many reads are under way at a time, at least 1
 * @param bytesPerSecond keys, values and headers that this subtask emits per second; null for no limit
 */
public record ReaderOptions(
        long prefetchBytes,
        int prefetchThreads,
        OnDamage onDamage,
        @Nullable Long bytesPerSecond) implements Serializable {

    /** What to do about damaged blocks. */
    public enum OnDamage {
        /** Fail, without restart. */
        FAIL,
        /** Leave out their records, and say so. */
        SKIP_BLOCK
    }

    public ReaderOptions {
        if (prefetchBytes < 1 || prefetchThreads < 1 || (bytesPerSecond != null && bytesPerSecond < 1)) {
            throw new IllegalArgumentException("Invalid reader options: need at least 1, found: prefetchBytes="
                    + prefetchBytes + ", prefetchThreads=" + prefetchThreads + ", bytesPerSecond=" + bytesPerSecond);
        }
    }

    /** 64 MiB ahead, four threads, damage fails, no rate limit. */
    public static ReaderOptions defaults() {
        return new ReaderOptions(64L * 1024 * 1024, 4, OnDamage.FAIL, null);
    }

    public ReaderOptions withPrefetchBytes(long bytes) {
        return new ReaderOptions(bytes, prefetchThreads, onDamage, bytesPerSecond);
    }

    public ReaderOptions withPrefetchThreads(int threads) {
        return new ReaderOptions(prefetchBytes, threads, onDamage, bytesPerSecond);
    }

    public ReaderOptions withOnDamage(OnDamage choice) {
        return new ReaderOptions(prefetchBytes, prefetchThreads, choice, bytesPerSecond);
    }

    /** The limit for this subtask, not for the job. */
    public ReaderOptions withBytesPerSecond(long bytes) {
        return new ReaderOptions(prefetchBytes, prefetchThreads, onDamage, bytes);
    }
}
