// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup;

import dev.varve.format.block.Chunk;
import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Chunks pass from source to sink by reference, within one task. They are never sent and never kept in state. */
final class ChunkType extends TypeInformation<Chunk> {
    static final ChunkType INSTANCE = new ChunkType();

    private ChunkType() {}

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public Class<Chunk> getTypeClass() {
        return Chunk.class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<Chunk> createSerializer(SerializerConfig config) {
        return ByReference.INSTANCE;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ChunkType;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChunkType;
    }

    @Override
    public int hashCode() {
        return ChunkType.class.hashCode();
    }

    @Override
    public String toString() {
        return "Chunk";
    }

    /** Copies nothing, and fails where something would leave the task. */
    static final class ByReference extends TypeSerializerSingleton<Chunk> {
        static final ByReference INSTANCE = new ByReference();

        @Override
        public boolean isImmutableType() {
            return true;
        }

        @Override
        public Chunk createInstance() {
            throw notChained();
        }

        @Override
        public Chunk copy(Chunk chunk) {
            return chunk;
        }

        @Override
        public Chunk copy(Chunk chunk, Chunk reuse) {
            return chunk;
        }

        @Override
        public int getLength() {
            return -1;
        }

        @Override
        public void serialize(Chunk chunk, DataOutputView target) throws IOException {
            throw notChained();
        }

        @Override
        public Chunk deserialize(DataInputView source) throws IOException {
            throw notChained();
        }

        @Override
        public Chunk deserialize(Chunk reuse, DataInputView source) throws IOException {
            throw notChained();
        }

        @Override
        public void copy(DataInputView source, DataOutputView target) throws IOException {
            throw notChained();
        }

        @Override
        public TypeSerializerSnapshot<Chunk> snapshotConfiguration() {
            return new Snapshot();
        }

        private static UnsupportedOperationException notChained() {
            return new UnsupportedOperationException(
                    "Cannot send a chunk from one task to another. HINT: source and sink must be chained: leave"
                            + " pipeline.operator-chaining.enabled unset, and give both the same parallelism");
        }
    }

    /** Flink asks every serializer for one. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Chunk> {
        public Snapshot() {
            super(() -> ByReference.INSTANCE);
        }
    }
}
