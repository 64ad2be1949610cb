// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.MissingObjectException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Between the task thread, which brings splits and takes elements, and the prefetching threads, which do the opposite. Elements come
 * out in the order in which room for them was reserved, whenever they are ready. Thread-safe.
 */
final class HandOver {

    /** A block that was read, or could not be, with the elements made of it. */
    record ReadBlock(long bytes, List<RestoredRun> elements) {}

    private final long limit;
    private final Runnable ready;
    private final List<RestoreSplit> added = new ArrayList<>();
    private final IdentityHashMap<RestoreSplit, Long> positions = new IdentityHashMap<>();
    private final Deque<Slot> slots = new ArrayDeque<>();
    private final Deque<ReadBlock> blocks = new ArrayDeque<>();
    private final Deque<RestoredRun> elements = new ArrayDeque<>();
    private long elementsBytes;
    private long reservedBytes;
    private @Nullable MissingObjectException missing;
    private boolean closed;

    /**
     * Creates an empty one.
     *
     * @param limit of bytes reserved; one reservation is always allowed
     * @param ready called, by any thread, when there may be something to take
     */
    HandOver(long limit, Runnable ready) {
        this.limit = limit;
        this.ready = ready;
    }

    /** Room for what will be read. */
    final class Slot {
        private final long bytes;
        private @Nullable List<ReadBlock> content;
        private @Nullable Throwable failure;

        private Slot(long bytes) {
            this.bytes = bytes;
        }

        /** Fills the slot; the bytes of the blocks add up to those reserved. */
        void complete(List<ReadBlock> read) {
            synchronized (HandOver.this) {
                content = read;
            }
            ready.run();
        }

        /** Elements before this slot are taken first; then a missing object makes the prefetch plan again, all else is thrown. */
        void fail(Throwable cause) {
            synchronized (HandOver.this) {
                failure = cause;
            }
            ready.run();
        }

        private boolean isDone() {
            return content != null || failure != null;
        }
    }

    /** For the task thread. */
    void add(List<RestoreSplit> splits) {
        synchronized (this) {
            added.addAll(splits);
            notifyAll();
        }
    }

    /** For the task thread: whether {@link #poll} has an element or an exception. */
    synchronized boolean isReady() {
        Slot head = slots.peek();
        return !elements.isEmpty() || !blocks.isEmpty() || (head != null && head.isDone());
    }

    /**
     * For the task thread.
     *
     * @return null if there is nothing yet
     * @throws Exception what made reading fail, once everything before is taken
     */
    synchronized @Nullable RestoredRun poll() throws Exception {
        while (elements.isEmpty()) {
            if (!nextBlock()) {
                return null;
            }
        }
        RestoredRun element = elements.remove();
        positions.put(element.split(), element.covers().end());
        if (elements.isEmpty()) {
            reservedBytes -= elementsBytes;
            notifyAll();
        }
        return element;
    }

    private boolean nextBlock() throws Exception {
        while (blocks.isEmpty()) {
            Slot head = slots.peek();
            if (head == null || !head.isDone()) {
                return false;
            }
            if (head.failure instanceof MissingObjectException gone) {
                askForNewPlan(gone);
                return false;
            }
            if (head.failure != null) {
                throw thrown(head.failure);
            }
            slots.remove();
            blocks.addAll(Objects.requireNonNull(head.content));
        }
        ReadBlock block = blocks.remove();
        elements.addAll(block.elements());
        elementsBytes = block.bytes();
        return true;
    }

    private void askForNewPlan(MissingObjectException gone) {
        missing = gone;
        slots.clear();
        reservedBytes = 0;
        notifyAll();
    }

    private static Exception thrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof Exception exception ? exception : new IOException(failure);
    }

    /**
     * For the thread that plans: takes the splits that were added.
     *
     * @param wait until there are some, or a new plan is needed
     * @throws InterruptedException if closed or interrupted
     */
    synchronized List<RestoreSplit> takeAdded(Wait wait) throws InterruptedException {
        requireOpen();
        while (wait == Wait.FOR_SPLITS && added.isEmpty() && missing == null) {
            wait();
            requireOpen();
        }
        List<RestoreSplit> taken = List.copyOf(added);
        added.clear();
        return taken;
    }

    /** Whether to wait. */
    enum Wait {
        NOT,
        FOR_SPLITS
    }

    /**
     * For the thread that plans: waits for room.
     *
     * @return null if a new plan is needed
     * @throws InterruptedException if closed or interrupted
     */
    synchronized @Nullable Slot reserve(long bytes) throws InterruptedException {
        requireOpen();
        while (missing == null && reservedBytes > 0 && reservedBytes + bytes > limit) {
            wait();
            requireOpen();
        }
        if (missing != null) {
            return null;
        }
        Slot slot = new Slot(bytes);
        reservedBytes += slot.bytes;
        slots.add(slot);
        return slot;
    }

    /**
     * For the thread that plans, as the last thing it does: ends everything with an exception. What was not read yet is void. No new
     * plan can be asked for any more, so a missing object is an exception like others.
     */
    void fail(Throwable cause) {
        Slot slot = new Slot(0);
        synchronized (this) {
            missing = null;
            slots.clear();
            slots.add(slot);
        }
        slot.fail(cause instanceof MissingObjectException ? new IOException(cause.getMessage(), cause) : cause);
    }

    /** The object whose absence makes a new plan necessary; all that was reserved is void then. Null if there is none. */
    synchronized @Nullable MissingObjectException missing() {
        return missing;
    }

    /** There is a new plan, from the positions that {@link #position} told. */
    synchronized void resume() {
        missing = null;
    }

    /** The position of a split after the elements that were taken. */
    synchronized long position(RestoreSplit split) {
        return positions.getOrDefault(split, split.position());
    }

    /** Bytes of blocks that are read, or are being read, and not all taken. */
    synchronized long reservedBytes() {
        return reservedBytes;
    }

    synchronized void close() {
        closed = true;
        slots.clear();
        blocks.clear();
        elements.clear();
        reservedBytes = 0;
        notifyAll();
    }

    private void requireOpen() throws InterruptedException {
        if (closed || Thread.interrupted()) {
            throw new InterruptedException("closed");
        }
    }
}
