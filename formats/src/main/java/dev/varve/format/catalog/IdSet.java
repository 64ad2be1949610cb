// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.Id;
import java.nio.charset.StandardCharsets;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/** A set of 16-byte ids in two arrays, 32 bytes per id at most half filled. Mutable; for one thread. */
final class IdSet {
    private static final XXHash64 HASH = XXHashFactory.fastestJavaInstance().hash64();
    private static final long SEED = 0x9e3779b97f4a7c15L;

    private long[] most = new long[1 << 10];
    private long[] least = new long[1 << 10];
    private int size;
    private boolean hasZero;

    /** An id that stands for a text: equal for equal texts, and for no two others in practice. */
    static Id idOf(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Id(HASH.hash(bytes, 0, bytes.length, 0), HASH.hash(bytes, 0, bytes.length, SEED));
    }

    long size() {
        return hasZero ? size + 1L : size;
    }

    /** Adds an id and tells whether it is new. */
    boolean add(Id id) {
        if (id.isZero()) {
            boolean added = !hasZero;
            hasZero = true;
            return added;
        }
        int slot = slotOf(id);
        if (most[slot] == id.most() && least[slot] == id.least()) {
            return false;
        }
        most[slot] = id.most();
        least[slot] = id.least();
        size++;
        if (size > most.length / 2) {
            grow();
        }
        return true;
    }

    boolean contains(Id id) {
        int slot = slotOf(id);
        return id.isZero() ? hasZero : most[slot] == id.most() && least[slot] == id.least();
    }

    private int slotOf(Id id) {
        long mixed = (id.most() ^ Long.rotateLeft(id.least(), 32)) * SEED;
        int slot = (int) (mixed >>> 32) & (most.length - 1);
        while ((most[slot] | least[slot]) != 0 && (most[slot] != id.most() || least[slot] != id.least())) {
            slot = (slot + 1) & (most.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] oldMost = most;
        long[] oldLeast = least;
        most = new long[oldMost.length * 2];
        least = new long[oldMost.length * 2];
        for (int i = 0; i < oldMost.length; i++) {
            if ((oldMost[i] | oldLeast[i]) != 0) {
                Id id = new Id(oldMost[i], oldLeast[i]);
                int slot = slotOf(id);
                most[slot] = id.most();
                least[slot] = id.least();
            }
        }
    }
}
