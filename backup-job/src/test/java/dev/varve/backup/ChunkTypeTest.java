// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.backup.scripted.Script;
import dev.varve.format.block.Chunk;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class ChunkTypeTest {
    private final TypeSerializer<Chunk> serializer = ChunkType.INSTANCE.createSerializer(new SerializerConfigImpl());
    private final Chunk chunk = new Script(List.of("orders"), 1, 1, 10).chunk(0, 0);

    @Test
    void copyIsTheSameChunk() {
        assertThat(serializer.copy(chunk)).isSameAs(chunk);
        assertThat(serializer.copy(chunk, chunk)).isSameAs(chunk);
    }

    @Test
    void refusesToLeaveTheTask() {
        assertThatThrownBy(() -> serializer.serialize(chunk, new DataOutputSerializer(10)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("source and sink must be chained");
    }

    @Test
    void hasASnapshotThatFlinkCanRestore() {
        assertThat(serializer.snapshotConfiguration().restoreSerializer()).isEqualTo(serializer);
    }
}
