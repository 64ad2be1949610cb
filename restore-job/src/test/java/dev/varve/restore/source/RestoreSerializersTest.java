// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ContentDigest;
import dev.varve.restore.ledger.WriterToken;
import dev.varve.restore.plan.Partitioning;
import dev.varve.restore.plan.TimeWindow;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RestoreSerializersTest {
    /** State of version 1 as the first release writes it. Never changed: savepoints live long. */
    private static final String STATE_1 = "000473686f70" + "0000000000000001" + "0000000000000002";

    private static final RestoreState STATE = new RestoreState("shop", new Id(1, 2));

    private static RestoreSplit split(Partitioning partitioning, @Nullable Instant asOf) {
        return new RestoreSplit(
                new TopicPartitionId("größe", new Id(3, 4), 5),
                6,
                7,
                new TimeWindow(8, 9),
                asOf,
                List.of(new OffsetRange(1, 2), new OffsetRange(4, 6)),
                new RestoreSplit.Target("target", new Id(10, 11), 12, partitioning),
                new RestoreSplit.Restored(new ContentDigest(13, 14, 15), 16),
                new WriterToken(new WriterToken.OwnerId("run", "start"), 17, 18));
    }

    @ParameterizedTest
    @EnumSource
    void splitComesBack(Partitioning partitioning) throws Exception {
        RestoreSplitSerializer serializer = new RestoreSplitSerializer();
        RestoreSplit split = split(partitioning, Instant.ofEpochMilli(1_700_000_000_123L));
        RestoreSplit timeless = split(partitioning, null);

        assertThat(serializer.deserialize(1, serializer.serialize(split))).isEqualTo(split);
        assertThat(serializer.deserialize(1, serializer.serialize(timeless))).isEqualTo(timeless);
    }

    @Test
    void readsAndWritesStateOfVersion1() throws Exception {
        RestoreStateSerializer serializer = new RestoreStateSerializer();

        assertThat(serializer.getVersion()).isEqualTo(1);
        assertThat(HexFormat.of().formatHex(serializer.serialize(STATE))).isEqualTo(STATE_1);
        assertThat(serializer.deserialize(1, HexFormat.of().parseHex(STATE_1))).isEqualTo(STATE);
    }

    @Test
    void refusesUnknownVersionsAndBytesLeftOver() throws Exception {
        RestoreStateSerializer serializer = new RestoreStateSerializer();
        byte[] bytes = serializer.serialize(STATE);

        assertThatThrownBy(() -> serializer.deserialize(2, bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected version 1, found 2");
        assertThatThrownBy(() -> serializer.deserialize(1, Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 bytes left over");
        assertThatThrownBy(() -> new RestoreSplitSerializer().deserialize(2, bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected version 1, found 2");
    }
}
