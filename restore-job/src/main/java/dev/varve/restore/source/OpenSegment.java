// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.segment.SegmentFooter;
import dev.varve.format.segment.SegmentReader;
import dev.varve.format.store.Store;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A segment that several threads read, each with a reader of its own. Its footer is read once. Thread-safe. */
final class OpenSegment implements Closeable {
    private final Store store;
    private final SegmentReader first;
    private final Deque<SegmentReader> idle = new ArrayDeque<>();
    private int readsLeft = Integer.MAX_VALUE;
    private boolean closed;

    private OpenSegment(Store store, SegmentReader first) {
        this.store = store;
        this.first = first;
        idle.add(first);
    }

    /** Opens the object and reads footer and header. */
    static OpenSegment open(Store store, String name) throws IOException {
        return new OpenSegment(store, SegmentReader.open(store, name));
    }

    String name() {
        return first.name();
    }

    SegmentFooter footer() {
        return first.footer();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** How often {@link #read} will be called; the last of them closes the segment. */
    synchronized void expectReads(int count) {
        readsLeft = count;
    }

    /** Something done with a reader. */
    @FunctionalInterface
    interface Reading<T> {
        T with(SegmentReader reader) throws IOException;
    }

    /** Lends a reader. */
    <T> T read(Reading<T> reading) throws IOException {
        SegmentReader reader = takeIdle();
        try {
            if (reader == null) {
                reader = first.another(store);
            }
            return reading.with(reader);
        } finally {
            giveBack(reader);
        }
    }

    private synchronized @Nullable SegmentReader takeIdle() throws IOException {
        if (closed) {
            throw new IOException("Cannot read " + name() + ": closed");
        }
        return idle.poll();
    }

    private void giveBack(@Nullable SegmentReader reader) throws IOException {
        boolean last;
        synchronized (this) {
            readsLeft--;
            last = readsLeft == 0;
            if (reader != null && !closed) {
                idle.add(reader);
                reader = null;
            }
        }
        if (reader != null) {
            reader.close();
        }
        if (last) {
            close();
        }
    }

    /** Closes readers that are not lent now, and the others when they come back. May be called twice. */
    @Override
    public void close() throws IOException {
        Deque<SegmentReader> closing;
        synchronized (this) {
            closed = true;
            closing = new ArrayDeque<>(idle);
            idle.clear();
        }
        IOException failure = null;
        for (SegmentReader reader : closing) {
            try {
                reader.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
