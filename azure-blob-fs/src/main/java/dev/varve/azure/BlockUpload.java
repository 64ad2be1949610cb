// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Uploads the bytes of a stream as blocks of a blob, several at once while more is written. Nothing of it is visible before the blocks
 * are committed. Holds at most {@link UploadBudget#SHARE} bytes and what the budget gives, but no more than a block and those that are
 * being uploaded. For one writing thread; {@link #close} may come from another.
 */
final class BlockUpload {
    private final Container container;
    private final String name;
    private final UploadBudget budget;
    private final StagedBlocks before;

    private StagedBlocks.Attempt attempt = StagedBlocks.Attempt.begin();
    private Block block = new Block();
    private long staged;

    private final Object lock = new Object();
    private int uploading;
    private int borrowed;
    private boolean closed;
    private @Nullable Throwable failure;

    /**
     * Goes on behind blocks that are there.
     *
     * @param name of the blob
     */
    BlockUpload(Container container, String name, UploadBudget budget, StagedBlocks before) {
        this.container = container;
        this.name = name;
        this.budget = budget;
        this.before = before;
    }

    /** Bytes written, those of before included. */
    long position() {
        return before.length() + staged + block.size();
    }

    void write(byte[] source, int offset, int count) throws IOException {
        for (int done = 0; done < count; ) {
            int length = Math.min(room(), count - done);
            block.write(source, offset + done, length);
            done += length;
        }
    }

    /** Bytes that fit now, at least 1: makes room by uploading what is there if it must. */
    private int room() throws IOException {
        while (true) {
            requireSound();
            if (block.size() >= budget.blockSize()) {
                stage();
            }
            if (block.room() > 0) {
                return Math.min(block.room(), budget.blockSize() - block.size());
            }
            if (!block.holdsShare()) {
                block.addPiece();
            } else if (tryBorrowPiece()) {
                block.addPiece();
            } else if (!awaitOneUpload()) {
                stage();
            }
        }
    }

    /**
     * Uploads what has been written so far, waits until all of it is there, and tells which blocks they are. More may be written after it.
     *
     * @throws IOException if a block could not be uploaded, now or before; the stream is of no use then
     */
    StagedBlocks finish() throws IOException {
        requireSound();
        if (block.size() > 0) {
            stage();
        }
        while (awaitOneUpload()) {
            // Until none is left.
        }
        requireSound();
        return before.with(attempt, staged);
    }

    /**
     * Ends it and gives back what it holds of the budget. Blocks that are there stay, invisible unless they are committed, until Azure
     * drops them. May be called twice.
     */
    void close() {
        synchronized (lock) {
            closed = true;
            budget.giveBack(borrowed);
            borrowed = 0;
            lock.notifyAll();
        }
    }

    private boolean tryBorrowPiece() {
        synchronized (lock) {
            if (closed || !budget.tryTakePiece()) {
                return false;
            }
            borrowed++;
            return true;
        }
    }

    private void requireSound() throws IOException {
        synchronized (lock) {
            if (failure != null) {
                throw container.failure("upload a block of", name, failure);
            }
            if (closed) {
                throw new IOException("Cannot write to " + container.address().place(name) + ": the stream is closed");
            }
        }
    }

    private void stage() throws IOException {
        if (before.count() + attempt.blocks() >= StagedBlocks.MOST) {
            throw new IOException("Cannot write more to " + container.address().place(name) + ": it has "
                    + StagedBlocks.MOST + " blocks in " + position()
                    + " bytes, and a blob can have no more. HINT: raise "
                    + AzureBlobOptions.BLOCK_SIZE.key() + " (now " + budget.blockSize() + " bytes) and "
                    + AzureBlobOptions.UPLOAD_MEMORY.key() + ", or close files earlier.");
        }
        Block full = block;
        String id = attempt.id(attempt.blocks());
        synchronized (lock) {
            awaitUnless(() -> uploading < budget.parallelism());
        }
        requireSound();
        int pieces;
        synchronized (lock) {
            uploading++;
            pieces = borrowed;
            borrowed = 0;
        }
        try {
            budget.upload(() -> upload(id, full, pieces));
        } catch (IOException | RuntimeException e) {
            uploaded(pieces, e);
            throw e;
        }
        attempt = attempt.withOneMore();
        staged += full.size();
        block = new Block();
    }

    /** False if there is none under way. */
    private boolean awaitOneUpload() throws IOException {
        synchronized (lock) {
            int now = uploading;
            awaitUnless(() -> uploading == 0 || uploading < now);
            return now > 0 && failure == null && !closed;
        }
    }

    private void awaitUnless(BooleanSupplier done) throws InterruptedIOException {
        synchronized (lock) {
            while (!done.getAsBoolean() && failure == null && !closed) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("Interrupted while uploading to "
                            + container.address().place(name));
                }
            }
        }
    }

    private void upload(String id, Block full, int pieces) {
        Throwable thrown = null;
        try {
            if (!isClosed()) {
                BinaryData content = BinaryData.fromStream(full.stream(), (long) full.size());
                container
                        .blob(name)
                        .stageBlockWithResponse(new BlockBlobStageBlockOptions(id, content), null, Context.NONE);
            }
        } catch (RuntimeException | Error e) {
            thrown = e;
        }
        full.release();
        uploaded(pieces, thrown);
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    private void uploaded(int pieces, @Nullable Throwable thrown) {
        budget.giveBack(pieces);
        synchronized (lock) {
            uploading--;
            if (thrown != null && failure == null) {
                failure = thrown;
            }
            lock.notifyAll();
        }
    }
}
