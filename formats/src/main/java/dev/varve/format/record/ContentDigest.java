// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.record;

import java.io.Serializable;

/**
 * What a series of records holds, independent of blocks, segments and compression: FORMAT.md, section 11. Digests of
 * adjacent ranges join to the digest of the whole.
 *
 * @param count number of records
 * @param ordered D, depends on the order of the records
 * @param unordered S, does not
 */
public record ContentDigest(long count, long ordered, long unordered) implements Serializable {

    /** The modulus P of the ordered digest. */
    public static final long MODULUS = (1L << 61) - 1;

    /** The base B of the ordered digest. */
    public static final long BASE = 1_181_783_497_276_652_981L;

    /** Of no records. */
    public static final ContentDigest EMPTY = new ContentDigest(0, 0, 0);

    public ContentDigest {
        if (count < 0 || ordered < 0 || ordered >= MODULUS) {
            throw new IllegalArgumentException("Invalid digest: count=" + count + ", ordered="
                    + Long.toUnsignedString(ordered) + ", need 0 <= count, 0 <= ordered < 2^61 - 1");
        }
    }

    /** The digest with one more record at the end, given its {@link RecordHash}. Hot paths use {@link #fold}. */
    public ContentDigest append(long hash) {
        return new ContentDigest(count + 1, fold(ordered, hash), unordered + hash);
    }

    /** The digest of these records and then those of {@code later}. */
    public ContentDigest join(ContentDigest later) {
        if (later.count == 0) {
            return this;
        }
        if (count == 0) {
            return later;
        }
        long shifted = multiply(ordered, power(later.count));
        return new ContentDigest(
                Math.addExact(count, later.count), reduce(shifted + later.ordered), unordered + later.unordered);
    }

    /** The ordered digest after one more record. */
    public static long fold(long ordered, long hash) {
        return reduce(multiply(ordered, BASE) + (hash & MODULUS));
    }

    private static long power(long exponent) {
        long result = 1;
        long factor = BASE;
        for (long rest = exponent; rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                result = multiply(result, factor);
            }
            factor = multiply(factor, factor);
        }
        return result;
    }

    /** The product of two numbers below the modulus, which is a Mersenne prime: high and low 61 bits add up. */
    private static long multiply(long a, long b) {
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        return reduce((low & MODULUS) + (high << 3 | low >>> 61));
    }

    /** A sum of two numbers up to the modulus, modulo the modulus. */
    private static long reduce(long sum) {
        return sum >= MODULUS ? sum - MODULUS : sum;
    }
}
