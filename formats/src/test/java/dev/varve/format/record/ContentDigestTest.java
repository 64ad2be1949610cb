// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContentDigestTest {

    private static final BigInteger MODULUS = BigInteger.TWO.pow(61).subtract(BigInteger.ONE);
    private static final BigInteger BASE = BigInteger.valueOf(1_181_783_497_276_652_981L);

    @Test
    void equalsTheFormulaInBigIntegers() {
        Random random = new Random(3);
        ContentDigest digest = ContentDigest.EMPTY;
        BigInteger ordered = BigInteger.ZERO;
        long[] edges = {0, -1, ContentDigest.MODULUS, ContentDigest.MODULUS - 1, Long.MIN_VALUE};

        for (int i = 0; i < 5000; i++) {
            long hash = i < edges.length ? edges[i] : random.nextLong();
            digest = digest.append(hash);
            BigInteger low = BigInteger.valueOf(hash).and(MODULUS);
            ordered = ordered.multiply(BASE).add(low).mod(MODULUS);
            assertThat(digest.ordered()).isEqualTo(ordered.longValueExact());
        }
    }

    @Test
    void joinEqualsDigestOfTheWhole() {
        Random random = new Random(4);
        for (int round = 0; round < 200; round++) {
            ContentDigest whole = ContentDigest.EMPTY;
            ContentDigest joined = ContentDigest.EMPTY;
            for (int part = 0; part < 4; part++) {
                ContentDigest digest = ContentDigest.EMPTY;
                for (int i = random.nextInt(40); i > 0; i--) {
                    long hash = random.nextLong();
                    whole = whole.append(hash);
                    digest = digest.append(hash);
                }
                joined = joined.join(digest);
            }
            assertThat(joined).isEqualTo(whole);
        }
    }

    @Test
    void orderedSeesOrderAndUnorderedDoesNot() {
        ContentDigest one = ContentDigest.EMPTY.append(1).append(2);
        ContentDigest other = ContentDigest.EMPTY.append(2).append(1);

        assertThat(one.ordered()).isNotEqualTo(other.ordered());
        assertThat(one.unordered()).isEqualTo(other.unordered());
    }

    @Test
    void rejectsOrderedDigestOfTheModulus() {
        assertThatThrownBy(() -> new ContentDigest(1, ContentDigest.MODULUS, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid digest: count=1, ordered=2305843009213693951, "
                        + "need 0 <= count, 0 <= ordered < 2^61 - 1");
    }
}
