// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.codec;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.FormatLimits;
import dev.varve.format.FormatVersion;
import dev.varve.format.Id;
import dev.varve.format.UnsupportedFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Reads little-endian fields from bytes that nobody vouches for: FORMAT.md, section 2. Every method that reads past the
 * end throws {@link CorruptArchiveException} with the position in the object. For one thread.
 */
public final class FieldReader {

    private static final int MAX_UNSIGNED_SHORT = 0xffff;

    private final ByteBuffer bytes;
    private final String objectName;
    private final long objectPosition;

    /**
     * Reads {@code length} bytes from {@code position} of the array, which is not copied.
     *
     * @param objectPosition where in the object the first of these bytes stands
     */
    public FieldReader(byte[] array, int position, int length, String objectName, long objectPosition) {
        this.bytes = ByteBuffer.wrap(array, position, length).slice().order(ByteOrder.LITTLE_ENDIAN);
        this.objectName = objectName;
        this.objectPosition = objectPosition;
    }

    public String objectName() {
        return objectName;
    }

    /** The position of the next field in the object. */
    public long objectPosition() {
        return objectPosition + bytes.position();
    }

    /** Number of bytes read so far. */
    public int position() {
        return bytes.position();
    }

    public int remaining() {
        return bytes.remaining();
    }

    public int u8() throws CorruptArchiveException {
        need(Byte.BYTES);
        return Byte.toUnsignedInt(bytes.get());
    }

    public int u16() throws CorruptArchiveException {
        need(Short.BYTES);
        return Short.toUnsignedInt(bytes.getShort());
    }

    public long u32() throws CorruptArchiveException {
        return Integer.toUnsignedLong(i32());
    }

    /** A u32 that stands for a length or count: refuses one above {@code limit}. */
    public int u32AtMost(int limit, String what) throws CorruptArchiveException {
        long value = u32();
        if (value > limit) {
            throw corrupt(Integer.BYTES, what + " is " + value + ", at most " + limit + " allowed");
        }
        return (int) value;
    }

    /** A u32 that has only one right value. */
    public void u32Exactly(int expected, String what) throws CorruptArchiveException {
        long value = u32();
        if (value != expected) {
            throw corrupt(Integer.BYTES, what + " expected " + expected + ", found " + value);
        }
    }

    public int i32() throws CorruptArchiveException {
        need(Integer.BYTES);
        return bytes.getInt();
    }

    public long i64() throws CorruptArchiveException {
        need(Long.BYTES);
        return bytes.getLong();
    }

    /** A u64 that stands for a length or position: refuses one of 2^63 or more. */
    public long u63(String what) throws CorruptArchiveException {
        long value = i64();
        if (value < 0) {
            throw corrupt(Long.BYTES, what + " is " + Long.toUnsignedString(value) + ", need less than 2^63");
        }
        return value;
    }

    public Id id() throws CorruptArchiveException {
        need(Id.LENGTH);
        return Id.readFrom(bytes);
    }

    /** A u16 length and that many bytes of UTF-8: refuses more than {@code limit} bytes, and malformed UTF-8. */
    public String str16(int limit, String what) throws CorruptArchiveException {
        int length = u16();
        if (length > Math.min(limit, MAX_UNSIGNED_SHORT)) {
            throw corrupt(Short.BYTES, what + " has " + length + " bytes, at most " + limit + " allowed");
        }
        need(length);
        ByteBuffer text = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
        } catch (CharacterCodingException e) {
            throw new CorruptArchiveException(
                    objectName, objectPosition() - length, what + " is not well-formed UTF-8", e);
        }
    }

    /** A str16 that holds a topic's name. */
    public String topicName() throws CorruptArchiveException {
        String name = str16(FormatLimits.TOPIC_NAME_BYTES, "topic name");
        if (name.isEmpty()) {
            throw corrupt(Short.BYTES, "topic name is empty");
        }
        return name;
    }

    /** Reads major and minor version, and refuses another major one than this software knows. */
    public void version(String part) throws CorruptArchiveException, UnsupportedFormatException {
        int major = u16();
        int minor = u16();
        FormatVersion.check(major, minor, part, objectName, objectPosition() - 2 * Short.BYTES);
    }

    /** Reads eight or four bytes of ASCII. */
    public void magic(String expected) throws CorruptArchiveException {
        need(expected.length());
        byte[] found = new byte[expected.length()];
        bytes.get(found);
        if (!expected.equals(new String(found, StandardCharsets.ISO_8859_1))) {
            throw corrupt(
                    found.length,
                    "magic expected " + expected + ", found 0x" + HexFormat.of().formatHex(found));
        }
    }

    /** Refuses {@code length} bytes from {@code start} unless the u32 behind them is their checksum. */
    public void crcAt(int start, int length, String what) throws CorruptArchiveException {
        if (start < 0 || length < 0 || length > bytes.limit() - start - Integer.BYTES) {
            throw corrupt(
                    0,
                    "need " + length + " bytes of " + what + " and a checksum, only " + (bytes.limit() - start)
                            + " left");
        }
        int expected = bytes.getInt(start + length);
        int found = Crc32c.of(bytes.array(), bytes.arrayOffset() + start, length);
        if (found != expected) {
            throw new CorruptArchiveException(
                    objectName,
                    objectPosition + start,
                    "checksum of " + what + " expected " + Crc32c.hex(expected) + ", found " + Crc32c.hex(found));
        }
    }

    /** Passes over bytes whose values do not matter. */
    public void skip(int length) throws CorruptArchiveException {
        need(length);
        bytes.position(bytes.position() + length);
    }

    /** Refuses bytes that are left over. */
    public void end(String what) throws CorruptArchiveException {
        if (bytes.hasRemaining()) {
            throw corrupt(0, bytes.remaining() + " bytes left over after " + what);
        }
    }

    /** An exception about a field that was just read. */
    public CorruptArchiveException corrupt(int bytesBack, String finding) {
        return new CorruptArchiveException(objectName, objectPosition() - bytesBack, finding);
    }

    /** An exception about a field that was just read. */
    public UnsupportedFormatException unsupported(int bytesBack, String finding) {
        return new UnsupportedFormatException(objectName, objectPosition() - bytesBack, finding);
    }

    private void need(int length) throws CorruptArchiveException {
        if (length < 0 || bytes.remaining() < length) {
            throw corrupt(0, "need " + length + " bytes, only " + bytes.remaining() + " left");
        }
    }
}
