// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore;

import dev.varve.restore.source.RestoredRun;
import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Runs pass from source to sink by reference, within one task. They are never sent and never kept in state. */
final class RestoredRunType extends GenericTypeInfo<RestoredRun> {
    static final RestoredRunType INSTANCE = new RestoredRunType();

    private static final long serialVersionUID = 1L;

    private RestoredRunType() {
        super(RestoredRun.class);
    }

    @Override
    public TypeSerializer<RestoredRun> createSerializer(SerializerConfig config) {
        return Reference.INSTANCE;
    }

    /** Copies nothing, and fails where something would leave the task. */
    static final class Reference extends TypeSerializerSingleton<RestoredRun> {
        static final Reference INSTANCE = new Reference();

        private static final long serialVersionUID = 1L;

        @Override
        public boolean isImmutableType() {
            return true;
        }

        @Override
        public int getLength() {
            return -1;
        }

        @Override
        public RestoredRun copy(RestoredRun run) {
            return run;
        }

        @Override
        public RestoredRun copy(RestoredRun run, RestoredRun reuse) {
            return run;
        }

        @Override
        public RestoredRun createInstance() {
            throw new UnsupportedOperationException("A run comes from the archive only");
        }

        @Override
        public void serialize(RestoredRun run, DataOutputView target) throws IOException {
            throw notChained();
        }

        @Override
        public RestoredRun deserialize(DataInputView source) throws IOException {
            throw notChained();
        }

        @Override
        public RestoredRun deserialize(RestoredRun reuse, DataInputView source) throws IOException {
            throw notChained();
        }

        @Override
        public void copy(DataInputView source, DataOutputView target) throws IOException {
            throw notChained();
        }

        @Override
        public TypeSerializerSnapshot<RestoredRun> snapshotConfiguration() {
            return new Snapshot();
        }

        private static IOException notChained() {
            return new IOException(
                    "Cannot send a run of records from one task to another. HINT: source and sink must be chained:"
                            + " leave pipeline.operator-chaining.enabled unset, and give both the same parallelism");
        }
    }

    /** Flink asks every serializer for one. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<RestoredRun> {
        public Snapshot() {
            super(() -> Reference.INSTANCE);
        }
    }
}
