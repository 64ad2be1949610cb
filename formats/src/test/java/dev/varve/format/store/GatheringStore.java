// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.store;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Passes calls on to another store. Holds opens back until two are there at once, and lets all go then; a caller that opens one object
 * after the other is let go after some time, too.
 */
public final class GatheringStore implements Store {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Store delegate;
    private final Gate gate;

    private static final class Gate {
        private final String inName;
        private int waiting;
        private boolean gathered;
        private boolean givenUp;

        Gate(String inName) {
            this.inName = inName;
        }

        synchronized void enter(String name) throws IOException {
            if (gathered || givenUp || !name.contains(inName)) {
                return;
            }
            waiting++;
            gathered = waiting == 2;
            notifyAll();
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            long left = PATIENCE_NANOS;
            try {
                while (!gathered && left > 0) {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                    left = deadline - System.nanoTime();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
            waiting--;
            givenUp = !gathered;
        }

        synchronized boolean gathered() {
            return gathered;
        }
    }

    /** @param inName part of the names of the objects to hold back */
    public GatheringStore(Store delegate, String inName) {
        this(delegate, new Gate(inName));
    }

    private GatheringStore(Store delegate, Gate gate) {
        this.delegate = delegate;
        this.gate = gate;
    }

    /** Whether two opens were there at once. */
    public boolean happened() {
        return gate.gathered();
    }

    @Override
    public String location() {
        return delegate.location();
    }

    @Override
    public Store under(String prefix) {
        return new GatheringStore(delegate.under(prefix), gate);
    }

    @Override
    public void create(String name, byte[] content) throws IOException {
        delegate.create(name, content);
    }

    @Override
    public void persistNames(Collection<String> names) throws IOException {
        delegate.persistNames(names);
    }

    @Override
    public StoredObject open(String name) throws IOException {
        gate.enter(name);
        return delegate.open(name);
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
        delegate.close();
    }
}
