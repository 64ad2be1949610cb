// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompressorTest {

    @Test
    void payloadsComeBack() throws Exception {
        Random random = new Random(1);
        try (Compressor compressor = Compressor.zstd(1);
                Decompressor decompressor = new Decompressor()) {
            for (int length : new int[] {1000, 70_000, 5_000_000, 2000, 300_000, 9_000_000, 500}) {
                byte[] payload = compressor.scratch(length);
                for (int i = 0; i < length; i++) {
                    payload[i] = (byte) random.nextInt(3);
                }

                compressor.compress(payload, 0, length);

                assertThat(compressor.outputCodec()).isEqualTo(Codec.ZSTD);
                byte[] raw = decompressor.decompress(
                        compressor.output(), compressor.outputPosition(), compressor.outputLength(), length, "x", 0);
                assertThat(Arrays.equals(raw, 0, length, payload, 0, length)).isTrue();
                compressor.clear();
            }
        }
    }

    @Test
    void frameTellsItsContentSizeAndHasNoChecksum() {
        try (Compressor compressor = Compressor.zstd(1)) {
            compressor.compress(new byte[1000], 0, 1000);

            byte[] frame = Arrays.copyOf(compressor.output(), compressor.outputLength());
            assertThat(Zstd.getFrameContentSize(frame)).isEqualTo(1000);
            assertThat(frame[4] & 0b111).isZero();
        }
    }

    @Test
    void noneIsTheSourceItself() {
        byte[] payload = new byte[50];
        try (Compressor compressor = Compressor.none()) {
            compressor.compress(payload, 10, 20);

            assertThat(compressor.output()).isSameAs(payload);
            assertThat(compressor.outputPosition()).isEqualTo(10);
            assertThat(compressor.outputLength()).isEqualTo(20);
            assertThat(compressor.codec()).isEqualTo(Codec.NONE);
            assertThat(compressor.outputCodec()).isEqualTo(Codec.NONE);
        }
    }

    @Test
    void largeBuffersAreNotKept() {
        try (Compressor compressor = Compressor.none()) {
            byte[] large = compressor.scratch(10_000_000);
            compressor.clear();

            byte[] small = compressor.scratch(1000);
            assertThat(small).hasSizeLessThan(large.length);
            assertThat(compressor.scratch(900)).isSameAs(small);
        }
    }

    @Test
    void refusesUnknownLevel() {
        assertThatThrownBy(() -> Compressor.zstd(99))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Invalid zstd level: 99, need ");
    }
}
