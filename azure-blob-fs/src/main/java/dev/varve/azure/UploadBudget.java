// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import java.io.InterruptedIOException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * What uploads of one process share: heap, and threads. Each open stream has {@link #SHARE} bytes that it need not ask for, so that no
 * stream waits for one that nobody writes to. Safe for use by several threads.
 */
final class UploadBudget {
    /** Bytes of a piece, in which buffers grow. */
    static final int PIECE = 1 << 16;

    /** Bytes that each stream may always hold; also the least that is uploaded as a block before the end of a stream. */
    static final int SHARE = 4 * PIECE;

    /** Uploads of a process at once. */
    static final int UPLOADS = 16;

    private final AzureBlobConfig config;
    private final Semaphore pieces;
    private final Semaphore uploads = new Semaphore(UPLOADS, true);
    private final Executor executor;

    /**
     * Sets it up.
     *
     * @param executor never makes a task wait; no more than {@link #UPLOADS} run at once
     */
    UploadBudget(AzureBlobConfig config, Executor executor) {
        this.config = config;
        this.executor = executor;
        pieces = new Semaphore(Math.toIntExact(Math.min(config.uploadMemory() / PIECE, Integer.MAX_VALUE)));
    }

    int blockSize() {
        return config.blockSize();
    }

    int parallelism() {
        return config.uploadParallelism();
    }

    /** Takes one piece beyond a stream's share if there is one; does not wait. */
    boolean tryTakePiece() {
        return pieces.tryAcquire();
    }

    void giveBack(int count) {
        pieces.release(count);
    }

    /** How many pieces nobody has. */
    int freePieces() {
        return pieces.availablePermits();
    }

    /**
     * Runs an upload as soon as fewer than {@link #UPLOADS} run. Waits until then.
     *
     * @throws InterruptedIOException if the thread was interrupted; the upload does not run then
     */
    void upload(Runnable upload) throws InterruptedIOException {
        try {
            uploads.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for other uploads");
        }
        try {
            executor.execute(() -> {
                try {
                    upload.run();
                } finally {
                    uploads.release();
                }
            });
        } catch (RuntimeException | Error e) {
            uploads.release();
            throw e;
        }
    }
}
