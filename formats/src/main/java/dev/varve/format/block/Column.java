// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes of one section of a payload, growing. Made for the path that sees every record: no checks, no copies kept. */
final class Column {

    static final int MAX_VARINT_LENGTH = 10;

    private static final int MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

    private final int initialCapacity;
    private byte[] bytes;
    private int length;

    Column(int initialCapacity) {
        this.initialCapacity = initialCapacity;
        bytes = new byte[initialCapacity];
    }

    int length() {
        return length;
    }

    /** Holds the content from 0; valid until the next write. */
    byte[] bytes() {
        return bytes;
    }

    void varint(long value) {
        if (bytes.length - length < MAX_VARINT_LENGTH) {
            grow(MAX_VARINT_LENGTH);
        }
        if ((value & Varint.REST) == 0) {
            bytes[length++] = (byte) value;
        } else {
            length = Varint.write(value, bytes, length);
        }
    }

    void fixedInt(int value) {
        if (bytes.length - length < Integer.BYTES) {
            grow(Integer.BYTES);
        }
        bytes[length] = (byte) value;
        bytes[length + 1] = (byte) (value >> 8);
        bytes[length + 2] = (byte) (value >> 16);
        bytes[length + 3] = (byte) (value >> 24);
        length += Integer.BYTES;
    }

    void append(byte[] source, int position, int count) {
        if (bytes.length - length < count) {
            grow(count);
        }
        System.arraycopy(source, position, bytes, length, count);
        length += count;
    }

    /** Appends what remains in the buffer, of any kind, without moving its position. */
    void append(ByteBuffer source, int count) {
        if (source.hasArray()) {
            append(source.array(), source.arrayOffset() + source.position(), count);
            return;
        }
        if (bytes.length - length < count) {
            grow(count);
        }
        source.get(source.position(), bytes, length, count);
        length += count;
    }

    /** Appends the text if it is ASCII; else does nothing. */
    boolean appendAscii(String text) {
        int count = text.length();
        if (bytes.length - length < count) {
            grow(count);
        }
        byte[] target = bytes;
        int position = length;
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return false;
            }
            target[position + i] = (byte) c;
        }
        length = position + count;
        return true;
    }

    void cutTo(int newLength) {
        length = newLength;
    }

    /** Empties the column, and lets go of its array if that is larger than {@code keptCapacity}. */
    void clear(int keptCapacity) {
        length = 0;
        if (bytes.length > keptCapacity) {
            bytes = new byte[initialCapacity];
        }
    }

    private void grow(int count) {
        long needed = (long) length + count;
        if (needed > MAX_ARRAY_LENGTH) {
            throw new IllegalStateException("Cannot grow column of " + length + " bytes by " + count);
        }
        bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(2L * bytes.length, MAX_ARRAY_LENGTH)));
    }
}
