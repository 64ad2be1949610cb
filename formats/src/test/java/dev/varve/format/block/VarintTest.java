// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VarintTest {

    @Test
    void writesShortestForm() {
        assertThat(written(0)).isEqualTo("00");
        assertThat(written(127)).isEqualTo("7f");
        assertThat(written(128)).isEqualTo("8001");
        assertThat(written(300)).isEqualTo("ac02");
        assertThat(written(Long.MAX_VALUE)).isEqualTo("ffffffffffffffff7f");
        assertThat(written(-1)).isEqualTo("ffffffffffffffffff01");
    }

    @Test
    void lengthIsWhatWriteNeeds() {
        Random random = new Random(5);
        for (int bits = 0; bits <= Long.SIZE; bits++) {
            long value = bits == 0 ? 0 : random.nextLong() >>> (Long.SIZE - bits);

            assertThat(Varint.length(value)).isEqualTo(Varint.write(value, new byte[10], 0));
        }
    }

    @Test
    void zigzagKeepsSmallNumbersSmall() {
        assertThat(Varint.zigzag(0)).isEqualTo(0);
        assertThat(Varint.zigzag(-1)).isEqualTo(1);
        assertThat(Varint.zigzag(1)).isEqualTo(2);
        assertThat(Varint.unzigzag(Varint.zigzag(Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE);
        assertThat(Varint.unzigzag(Varint.zigzag(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
    }

    private static String written(long value) {
        byte[] target = new byte[10];
        return HexFormat.of().formatHex(target, 0, Varint.write(value, target, 0));
    }
}
