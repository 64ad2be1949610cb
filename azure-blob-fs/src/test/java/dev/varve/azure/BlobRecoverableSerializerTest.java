// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlobRecoverableSerializerTest {
    private static final BlobRecoverable STATE = new BlobRecoverable(
            new ContainerAddress("c", "a.net"),
            "ä/1",
            new StagedBlocks(
                    List.of(new StagedBlocks.Attempt(1, -2, 3), new StagedBlocks.Attempt(Long.MIN_VALUE, 5, 50_000)),
                    1L << 40));

    /** Version 1 for ever: savepoints hold it. */
    private static final String VERSION_1 =
            "000163" + "0005612e6e6574" + "0004c3a42f31" + "0000010000000000" + "00000002" + "0000000000000001"
                    + "fffffffffffffffe" + "00000003" + "8000000000000000" + "0000000000000005" + "0000c350";

    private final BlobRecoverableSerializer serializer = new BlobRecoverableSerializer();

    @Test
    void keepsVersion1ByteByByte() throws Exception {
        byte[] golden = HexFormat.of().parseHex(VERSION_1);

        assertThat(serializer.getVersion()).isEqualTo(1);
        assertThat(serializer.serialize(STATE)).isEqualTo(golden);
        assertThat(serializer.deserialize(1, golden)).isEqualTo(STATE);
    }

    @Test
    void refusesOtherVersionsAndDamage() throws Exception {
        byte[] golden = serializer.serialize(STATE);

        assertThatThrownBy(() -> serializer.deserialize(2, golden))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected version 1, found 2");
        assertThatThrownBy(() -> serializer.deserialize(1, Arrays.copyOf(golden, golden.length + 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 bytes behind its end");
        assertThatThrownBy(() -> serializer.deserialize(1, Arrays.copyOf(golden, golden.length - 1)))
                .isInstanceOf(EOFException.class)
                .hasMessage(null);
        golden[golden.length - 1] = 0x51;
        assertThatThrownBy(() -> serializer.deserialize(1, golden))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("an attempt with 50001 blocks");
    }
}
