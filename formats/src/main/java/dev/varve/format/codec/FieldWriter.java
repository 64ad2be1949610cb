// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.codec;

import dev.varve.format.Id;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes little-endian fields into an array that grows: FORMAT.md, section 2. For one thread. */
public final class FieldWriter {

    private static final int INITIAL_CAPACITY = 256;
    private static final int MAX_UNSIGNED_BYTE = 0xff;
    private static final int MAX_UNSIGNED_SHORT = 0xffff;
    private static final long MAX_UNSIGNED_INT = 0xffff_ffffL;

    private ByteBuffer bytes;

    public FieldWriter() {
        this(INITIAL_CAPACITY);
    }

    /** Creates a writer that need not grow before {@code capacity} bytes. */
    public FieldWriter(int capacity) {
        bytes = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    public FieldWriter u8(int value) {
        check(value, MAX_UNSIGNED_BYTE);
        room(Byte.BYTES).put((byte) value);
        return this;
    }

    public FieldWriter u16(int value) {
        check(value, MAX_UNSIGNED_SHORT);
        room(Short.BYTES).putShort((short) value);
        return this;
    }

    public FieldWriter u32(long value) {
        check(value, MAX_UNSIGNED_INT);
        room(Integer.BYTES).putInt((int) value);
        return this;
    }

    public FieldWriter i32(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    public FieldWriter i64(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    public FieldWriter id(Id value) {
        value.writeTo(room(Id.LENGTH));
        return this;
    }

    /** Writes a u16 length and the text in UTF-8. */
    public FieldWriter str16(String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return u16(text.length).bytes(text, 0, text.length);
    }

    /** Writes ASCII. */
    public FieldWriter magic(String value) {
        byte[] text = value.getBytes(StandardCharsets.US_ASCII);
        return bytes(text, 0, text.length);
    }

    public FieldWriter bytes(byte[] source, int position, int length) {
        room(length).put(source, position, length);
        return this;
    }

    /** Writes zero bytes. */
    public FieldWriter zeros(int count) {
        ByteBuffer target = room(count);
        target.position(target.position() + count);
        return this;
    }

    /** Writes the checksum of the last {@code length} bytes. */
    public FieldWriter crcOfLast(int length) {
        return i32(Crc32c.of(bytes.array(), bytes.position() - length, length));
    }

    /** Number of bytes written. */
    public int length() {
        return bytes.position();
    }

    /** Holds the bytes written, from 0. Not a copy; valid until the next write. */
    public byte[] array() {
        return bytes.array();
    }

    /** The bytes written, in a new array. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private ByteBuffer room(int length) {
        if (bytes.remaining() < length) {
            int needed = Math.addExact(bytes.position(), length);
            int doubled = (int) Math.min(2L * bytes.capacity(), Integer.MAX_VALUE - 8);
            ByteBuffer larger = ByteBuffer.allocate(Math.max(needed, doubled)).order(ByteOrder.LITTLE_ENDIAN);
            bytes = larger.put(bytes.flip());
        }
        return bytes;
    }

    private static void check(long value, long limit) {
        if (value < 0 || value > limit) {
            throw new IllegalArgumentException("Invalid field value: " + value + ", need 0 to " + limit);
        }
    }
}
