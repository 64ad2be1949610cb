// SPDX-License-Identifier: Apache-2.0
package dev.varve.format;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * A 16-byte identity: of an archive, a segment, a writer, a topic or a key. As bytes, the most significant byte comes
 * first.
 *
 * @param most the first eight bytes
 * @param least the last eight bytes
 */
public record Id(long most, long least) implements Comparable<Id>, Serializable {

    /** Length in bytes. */
    public static final int LENGTH = 16;

    /** All bits zero: for a topic, an unknown incarnation; for a key, not encrypted. */
    public static final Id ZERO = new Id(0, 0);

    private static final int HEX_LENGTH = 2 * LENGTH;

    /** A random id, never {@link #ZERO}. Use a cryptographic generator where ids of several machines meet. */
    public static Id random(RandomGenerator random) {
        Id id;
        do {
            id = new Id(random.nextLong(), random.nextLong());
        } while (id.isZero());
        return id;
    }

    /**
     * Reads what {@link #hex} wrote.
     *
     * @throws IllegalArgumentException if the text is not 32 lower-case hexadecimal digits
     */
    public static Id fromHex(String hex) {
        boolean valid = hex.length() == HEX_LENGTH;
        for (int i = 0; valid && i < HEX_LENGTH; i++) {
            char digit = hex.charAt(i);
            valid = (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
        }
        if (!valid) {
            throw new IllegalArgumentException("Invalid id: " + hex + ", need 32 lower-case hexadecimal digits");
        }
        return new Id(
                HexFormat.fromHexDigitsToLong(hex, 0, LENGTH), HexFormat.fromHexDigitsToLong(hex, LENGTH, HEX_LENGTH));
    }

    /**
     * Reads what {@link #base64} wrote, and Kafka's text form of a topic id.
     *
     * @throws IllegalArgumentException if the text is not 16 bytes in URL-safe base64
     */
    public static Id fromBase64(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Invalid id: " + base64 + ", need URL-safe base64", e);
        }
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("Invalid id: " + base64 + ", need 16 bytes, found " + bytes.length);
        }
        return readFrom(ByteBuffer.wrap(bytes));
    }

    /** Reads 16 bytes at the buffer's position and advances it. The order of the buffer does not matter. */
    public static Id readFrom(ByteBuffer source) {
        long first = source.getLong();
        long second = source.getLong();
        return source.order() == ByteOrder.BIG_ENDIAN
                ? new Id(first, second)
                : new Id(Long.reverseBytes(first), Long.reverseBytes(second));
    }

    /** Writes 16 bytes at the buffer's position and advances it. The order of the buffer does not matter. */
    public void writeTo(ByteBuffer target) {
        boolean bigEndian = target.order() == ByteOrder.BIG_ENDIAN;
        target.putLong(bigEndian ? most : Long.reverseBytes(most));
        target.putLong(bigEndian ? least : Long.reverseBytes(least));
    }

    public boolean isZero() {
        return (most | least) == 0;
    }

    /** 32 lower-case hexadecimal digits, as in object names. */
    public String hex() {
        HexFormat format = HexFormat.of();
        return format.toHexDigits(most) + format.toHexDigits(least);
    }

    /** 22 characters of URL-safe base64 without padding, as Kafka prints topic ids. */
    public String base64() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        writeTo(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Orders by unsigned bytes, which is also the order of {@link #hex}. */
    @Override
    public int compareTo(Id other) {
        int first = Long.compareUnsigned(most, other.most);
        return first != 0 ? first : Long.compareUnsigned(least, other.least);
    }

    @Override
    public String toString() {
        return hex();
    }
}
