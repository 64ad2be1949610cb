// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.store;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes calls on to another store, and fails, delays or truncates chosen ones. Views and objects count together with their store. */
public final class FaultyStore implements Store {

    /** What is counted. */
    public enum Operation {
        CREATE,
        OPEN,
        READ,
        LIST,
        FOLDERS,
        PERSIST_NAMES
    }

    private sealed interface Fault {}

    private record Failure(String message) implements Fault {}

    private record Delay(Duration time) implements Fault {}

    private record Truncation(int bytes) implements Fault {}

    private static final class Plan {
        private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
        private final Map<Operation, AtomicInteger> calls = new EnumMap<>(Operation.class);
        private final Map<Operation, Map<Integer, Fault>> faults = new EnumMap<>(Operation.class);

        Plan() {
            for (Operation operation : Operation.values()) {
                calls.put(operation, new AtomicInteger());
                faults.put(operation, new ConcurrentHashMap<>());
            }
        }
    }

    private final Store delegate;
    private final Plan plan;

    public FaultyStore(Store delegate) {
        this(delegate, new Plan());
    }

    private FaultyStore(Store delegate, Plan plan) {
        this.delegate = delegate;
        this.plan = plan;
    }

    /** The {@code n}-th call from now on, counted from 1, throws an {@link IOException}. */
    public FaultyStore failAt(Operation operation, int n) {
        return at(operation, n, new Failure("injected failure of " + operation + " call " + n));
    }

    /** The {@code n}-th call from now on takes longer. */
    public FaultyStore delayAt(Operation operation, int n, Duration time) {
        return at(operation, n, new Delay(time));
    }

    /**
     * The {@code n}-th create from now on leaves only so many bytes and throws; the {@code n}-th open gives an object that is only so
     * long; the {@code n}-th read gives only so many bytes and throws {@link EOFException}.
     */
    public FaultyStore truncateAt(Operation operation, int n, int bytes) {
        if (operation == Operation.LIST || operation == Operation.FOLDERS || operation == Operation.PERSIST_NAMES) {
            throw new IllegalArgumentException("Invalid operation to truncate: " + operation);
        }
        return at(operation, n, new Truncation(bytes));
    }

    /** Every open of an object whose name ends so throws an {@link IOException}. */
    public FaultyStore failOpensOf(String nameEnd) {
        plan.unreadable.add(nameEnd);
        return this;
    }

    private FaultyStore at(Operation operation, int n, Fault fault) {
        faults(operation).put(count(operation).get() + n, fault);
        return this;
    }

    /** How often the operation was called. */
    public int calls(Operation operation) {
        return count(operation).get();
    }

    private AtomicInteger count(Operation operation) {
        return Objects.requireNonNull(plan.calls.get(operation));
    }

    private Map<Integer, Fault> faults(Operation operation) {
        return Objects.requireNonNull(plan.faults.get(operation));
    }

    /** Counts a call and returns the most bytes that it may move. */
    private int enter(Operation operation) throws IOException {
        Fault fault = faults(operation).get(count(operation).incrementAndGet());
        if (fault instanceof Failure failure) {
            throw new IOException(failure.message);
        }
        if (fault instanceof Delay delay) {
            try {
                Thread.sleep(delay.time.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
        return fault instanceof Truncation truncation ? truncation.bytes : Integer.MAX_VALUE;
    }

    @Override
    public String location() {
        return delegate.location();
    }

    @Override
    public Store under(String prefix) {
        return new FaultyStore(delegate.under(prefix), plan);
    }

    @Override
    public void create(String name, byte[] content) throws IOException {
        int most = enter(Operation.CREATE);
        if (most < content.length) {
            delegate.create(name, Arrays.copyOf(content, most));
            throw new IOException("injected truncation to " + most + " bytes");
        }
        delegate.create(name, content);
    }

    @Override
    public void persistNames(Collection<String> names) throws IOException {
        enter(Operation.PERSIST_NAMES);
        delegate.persistNames(names);
    }

    @Override
    public StoredObject open(String name) throws IOException {
        int most = enter(Operation.OPEN);
        if (plan.unreadable.stream().anyMatch(name::endsWith)) {
            throw new IOException("injected failure of OPEN of " + name);
        }
        StoredObject object = delegate.open(name);
        return new StoredObject() {
            @Override
            public String name() {
                return object.name();
            }

            @Override
            public long length() {
                return Math.min(most, object.length());
            }

            @Override
            public void readFully(long position, byte[] target, int offset, int length) throws IOException {
                int readable = enter(Operation.READ);
                if (length > readable || (most < object.length() && position + length > most)) {
                    throw new EOFException("injected truncation");
                }
                object.readFully(position, target, offset, length);
            }

            @Override
            public void close() throws IOException {
                object.close();
            }
        };
    }

    @Override
    public void list(String folder, ObjectVisitor visitor) throws IOException {
        enter(Operation.LIST);
        delegate.list(folder, visitor);
    }

    @Override
    public List<String> folders(String folder) throws IOException {
        enter(Operation.FOLDERS);
        return delegate.folders(folder);
    }

    @Override
    public void close() throws IOException {
        delegate.close();
    }
}
