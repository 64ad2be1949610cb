// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

/** Unsigned LEB128 and zigzag: FORMAT.md, section 2. */
final class Varint {

    static final int BITS = 7;
    static final int VALUE_MASK = 0x7f;

    private static final int MORE = 0x80;
    /** The bits that one byte cannot hold. */
    static final long REST = -1L << BITS;

    private Varint() {}

    /** Writes at most 10 bytes and returns the position after them. */
    static int write(long value, byte[] target, int position) {
        long rest = value;
        int next = position;
        while ((rest & REST) != 0) {
            target[next++] = (byte) (rest | MORE);
            rest >>>= BITS;
        }
        target[next++] = (byte) rest;
        return next;
    }

    /** Number of bytes that {@link #write} needs. */
    static int length(long value) {
        return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + BITS - 1) / BITS;
    }

    static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    static long unzigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }
}
