// SPDX-License-Identifier: Apache-2.0
package dev.varve.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdTest {

    private static final Id ID = new Id(0x0011223344556677L, 0x8899aabbccddeeffL);

    @Test
    void textFormsComeBack() {
        assertThat(ID.hex()).isEqualTo("00112233445566778899aabbccddeeff");
        assertThat(Id.fromHex(ID.hex())).isEqualTo(ID);
        assertThat(ID.base64()).isEqualTo("ABEiM0RVZneImaq7zN3u_w");
        assertThat(Id.fromBase64(ID.base64())).isEqualTo(ID);
        assertThat(ID).hasToString(ID.hex());
    }

    @Test
    void bytesAreMostSignificantFirstWhateverTheOrder() {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            ByteBuffer bytes = ByteBuffer.allocate(Id.LENGTH).order(order);

            ID.writeTo(bytes);

            assertThat(bytes.get(1)).isEqualTo((byte) 0x11);
            assertThat(Id.readFrom(bytes.flip())).isEqualTo(ID);
        }
    }

    @Test
    void refusesOtherText() {
        for (String text : List.of("", "00112233445566778899aabbccddeef", "00112233445566778899AABBCCDDEEFF")) {
            assertThatThrownBy(() -> Id.fromHex(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Invalid id: " + text + ", need 32 lower-case hexadecimal digits");
        }
        assertThatThrownBy(() -> Id.fromBase64("AAAA"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid id: AAAA, need 16 bytes, found 3");
        assertThatThrownBy(() -> Id.fromBase64("*"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid id: *, need URL-safe base64");
    }

    @Test
    void ordersByUnsignedBytes() {
        Id high = new Id(-1, 0);
        Id low = new Id(1, -1);

        assertThat(List.of(Id.ZERO, low, high)).isSorted();
    }

    @Test
    void randomIsNeverZero() {
        Random zeroAtFirst = new Random() {
            private int calls;

            @Override
            public long nextLong() {
                return calls++ < 2 ? 0 : 5;
            }
        };

        assertThat(Id.random(zeroAtFirst)).isEqualTo(new Id(5, 5));
        assertThat(Id.ZERO.isZero()).isTrue();
    }
}
