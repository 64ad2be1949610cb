// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.MissingObjectException;
import dev.varve.format.store.ObjectVisitor;
import dev.varve.format.store.Store;
import dev.varve.format.store.StoredObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Passes calls on to another store; counts what happens to segments, and lets tests look in before each read of one. */
final class WatchedStore implements Store {

    /** Called before each read of a segment; may wait or throw. */
    @FunctionalInterface
    interface BeforeRead {
        void read(String name, long position, int length) throws IOException;
    }

    /** Shared by all views. */
    private static final class Watch {
        private final Set<String> vanished = ConcurrentHashMap.newKeySet();
        private final Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();
        private final AtomicInteger opened = new AtomicInteger();
        private final AtomicInteger openNow = new AtomicInteger();
        private final AtomicInteger storesOpen = new AtomicInteger();
        private final AtomicLong bytes = new AtomicLong();
        private volatile BeforeRead beforeRead = (name, position, length) -> {};
    }

    private final Store delegate;
    private final Watch watch;
    private final boolean isRoot;

    WatchedStore(Store delegate) {
        this(delegate, new Watch(), false);
    }

    private WatchedStore(Store delegate, Watch watch, boolean isRoot) {
        this.delegate = delegate;
        this.watch = watch;
        this.isRoot = isRoot;
    }

    /** As a reader opens it. */
    WatchedStore opened() {
        watch.storesOpen.incrementAndGet();
        return new WatchedStore(delegate, watch, true);
    }

    WatchedStore beforeRead(BeforeRead action) {
        watch.beforeRead = action;
        return this;
    }

    /** Opens of this segment find it missing, though it is listed. */
    void vanish(String segment) {
        watch.vanished.add(segment);
    }

    /** Ranged reads of one segment so far. */
    int reads(String segment) {
        AtomicInteger count = watch.reads.get(segment);
        return count == null ? 0 : count.get();
    }

    /** Ranged reads of all segments so far. */
    int reads() {
        return watch.reads.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** How often a segment was opened. */
    int opens() {
        return watch.opened.get();
    }

    /** Objects that are open now, and stores that were opened and not closed. */
    int openNow() {
        return watch.openNow.get() + watch.storesOpen.get();
    }

    @Override
    public String location() {
        return delegate.location();
    }

    @Override
    public Store under(String prefix) {
        return new WatchedStore(delegate.under(prefix), watch, false);
    }

    @Override
    public void create(String name, byte[] content) throws IOException {
        delegate.create(name, content);
    }

    @Override
    public StoredObject open(String name) throws IOException {
        if (watch.vanished.contains(name)) {
            throw new MissingObjectException(name, location());
        }
        StoredObject object = delegate.open(name);
        watch.openNow.incrementAndGet();
        if (!name.endsWith(".vsg")) {
            return watched(object, () -> {});
        }
        watch.opened.incrementAndGet();
        AtomicInteger reads = watch.reads.computeIfAbsent(name, segment -> new AtomicInteger());
        return watched(object, reads::incrementAndGet);
    }

    private StoredObject watched(StoredObject object, Runnable onRead) {
        return new StoredObject() {
            private boolean closed;

            @Override
            public String name() {
                return object.name();
            }

            @Override
            public long length() {
                return object.length();
            }

            @Override
            public void readFully(long position, byte[] target, int offset, int length) throws IOException {
                if (name().endsWith(".vsg")) {
                    watch.beforeRead.read(name(), position, length);
                }
                onRead.run();
                watch.bytes.addAndGet(length);
                object.readFully(position, target, offset, length);
            }

            @Override
            public void close() throws IOException {
                if (!closed) {
                    closed = true;
                    watch.openNow.decrementAndGet();
                }
                object.close();
            }
        };
    }

    @Override
    public void list(String folder, ObjectVisitor visitor) throws IOException {
        delegate.list(folder, visitor);
    }

    @Override
    public List<String> folders(String folder) throws IOException {
        return delegate.folders(folder);
    }

    @Override
    public void close() throws IOException {
        if (isRoot) {
            watch.storesOpen.decrementAndGet();
        }
        delegate.close();
    }
}
