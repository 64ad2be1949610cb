// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.job.config.BackupConfig.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The bytes in savepoints of version 1 are read for ever: the files of this test are never edited. */
class StateSerializersTest {
    private static final TopicPartitionId PARTITION =
            new TopicPartitionId("orders", new Id(0x0123456789abcdefL, 0x1122334455667788L), 3);
    private static final PartitionSplit SPLIT = new PartitionSplit(
            PARTITION, SplitKind.MAIN, 0, 1_000, 7, 1_700_000_000_123L, 500, 2_000, Mode.ONCE, SplitEnd.OPEN);
    private static final PartitionSplit HOLE =
            PartitionSplit.hole(PARTITION, Mode.CONTINUOUS, new OffsetRange(10, 20), 5);
    private static final EnumeratorState STATE = new EnumeratorState(
            new Id(1, 2),
            Mode.ONCE,
            true,
            true,
            List.of(SPLIT, HOLE),
            List.of(SPLIT),
            List.of(new SplitProgress(SPLIT).ended()));

    private final PartitionSplitSerializer splits = new PartitionSplitSerializer();
    private final EnumeratorStateSerializer states = new EnumeratorStateSerializer();

    @Test
    void readsSplitOfVersion1() throws IOException {
        assertThat(splits.deserialize(1, golden("split-v1.hex"))).isEqualTo(SPLIT);
        assertThat(splits.deserialize(1, golden("hole-v1.hex"))).isEqualTo(HOLE);
    }

    @Test
    void writesSplitAsVersion1() throws IOException {
        assertThat(splits.getVersion()).isEqualTo(1);
        assertThat(hex(splits.serialize(SPLIT))).isEqualTo(hex(golden("split-v1.hex")));
        assertThat(hex(splits.serialize(HOLE))).isEqualTo(hex(golden("hole-v1.hex")));
    }

    @Test
    void readsEnumeratorOfVersion1() throws IOException {
        assertThat(states.deserialize(1, golden("enumerator-v1.hex"))).isEqualTo(STATE);
    }

    @Test
    void writesEnumeratorAsVersion1() throws IOException {
        assertThat(states.getVersion()).isEqualTo(1);
        assertThat(hex(states.serialize(STATE))).isEqualTo(hex(golden("enumerator-v1.hex")));
    }

    @Test
    void rejectsOtherVersions() {
        assertThatThrownBy(() -> splits.deserialize(2, golden("split-v1.hex")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Unsupported state: version 2 of a split, this program reads 1 to 1");
        assertThatThrownBy(() -> states.deserialize(0, golden("enumerator-v1.hex")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Unsupported state: version 0 of a split enumerator");
    }

    @Test
    void rejectsTrailingAndMissingBytes() throws IOException {
        byte[] split = golden("split-v1.hex");
        byte[] state = golden("enumerator-v1.hex");

        assertThatThrownBy(() -> splits.deserialize(1, Arrays.copyOf(split, split.length + 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Corrupt state: 1 bytes after the end of a split");
        assertThatThrownBy(() -> splits.deserialize(1, Arrays.copyOf(split, split.length - 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Corrupt state: " + (split.length - 1) + " bytes are too few for a split");
        assertThatThrownBy(() -> states.deserialize(1, Arrays.copyOf(state, state.length + 3)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Corrupt state: 3 bytes after the end of a split enumerator");
    }

    @Test
    void splitIdsTellIncarnationsAndHolesApart() {
        PartitionSplit zero = PartitionSplit.main(
                new TopicPartitionId("orders", Id.ZERO, 3), Mode.CONTINUOUS, 0, -1, PartitionSplit.NEVER);

        assertThat(SPLIT.splitId()).isEqualTo("ASNFZ4mrze8RIjNEVWZ3iA-3");
        assertThat(HOLE.splitId()).isEqualTo("ASNFZ4mrze8RIjNEVWZ3iA-3@10");
        assertThat(zero.splitId()).isEqualTo("orders:3");
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                StateSerializersTest.class.getResourceAsStream("/state/" + name), "no golden file " + name)) {
            return HexFormat.of().parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
