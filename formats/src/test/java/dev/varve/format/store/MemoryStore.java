// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.store;

import dev.varve.format.MissingObjectException;
import dev.varve.format.ObjectExistsException;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A store in memory, for tests, which may also damage and delete its objects. */
public final class MemoryStore implements Store {
    private final ConcurrentNavigableMap<String, byte[]> objects;
    private final String prefix;

    public MemoryStore() {
        this(new ConcurrentSkipListMap<>(), "");
    }

    private MemoryStore(ConcurrentNavigableMap<String, byte[]> objects, String prefix) {
        this.objects = objects;
        this.prefix = prefix;
    }

    /** All objects of the whole store by their full names; changing the map changes the store. */
    public ConcurrentNavigableMap<String, byte[]> objects() {
        return objects;
    }

    /** A store with copies of the same objects. */
    public MemoryStore copy() {
        TreeMap<String, byte[]> copies = new TreeMap<>(objects);
        copies.replaceAll((name, content) -> content.clone());
        return new MemoryStore(new ConcurrentSkipListMap<>(copies), prefix);
    }

    @Override
    public String location() {
        return "memory:" + prefix;
    }

    @Override
    public Store under(String folder) {
        return new MemoryStore(objects, prefix + Store.requireName(folder) + "/");
    }

    @Override
    public void create(String name, byte[] content) throws IOException {
        byte[] existing = objects.putIfAbsent(prefix + Store.requireName(name), content.clone());
        if (existing != null && !Arrays.equals(existing, content)) {
            throw new ObjectExistsException(name, location());
        }
    }

    @Override
    public StoredObject open(String name) throws IOException {
        byte[] content = objects.get(prefix + Store.requireName(name));
        if (content == null) {
            throw new MissingObjectException(name, location());
        }
        return new StoredObject() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public long length() {
                return content.length;
            }

            @Override
            public void readFully(long position, byte[] target, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, target.length);
                if (position < 0) {
                    throw new IndexOutOfBoundsException("Invalid position: " + position);
                }
                if (position + length > content.length) {
                    throw new EOFException("Cannot read object " + name + " beyond its " + content.length + " bytes");
                }
                System.arraycopy(content, Math.toIntExact(position), target, offset, length);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void list(String folder, ObjectVisitor visitor) throws IOException {
        String start = folder.isEmpty() ? prefix : prefix + Store.requireName(folder) + "/";
        for (var object : objects.tailMap(start, true).entrySet()) {
            if (!object.getKey().startsWith(start)) {
                break;
            }
            visitor.visit(object.getKey().substring(prefix.length()), object.getValue().length);
        }
    }

    @Override
    public List<String> folders(String folder) throws IOException {
        TreeSet<String> folders = new TreeSet<>();
        int skipped = folder.isEmpty() ? 0 : folder.length() + 1;
        list(folder, (name, length) -> {
            int end = name.indexOf('/', skipped);
            if (end >= 0) {
                folders.add(name.substring(skipped, end));
            }
        });
        return List.copyOf(folders);
    }

    @Override
    public void close() {}
}
