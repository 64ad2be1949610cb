// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.Id;
import dev.varve.job.config.BackupConfig.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Bytes of the enumerator's state; big-endian, fields in the order of the record. Every version is read for ever. */
final class EnumeratorStateSerializer implements SimpleVersionedSerializer<EnumeratorState> {
    static final int VERSION = 1;

    private static final int EXPECTED_LENGTH = 256;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(EnumeratorState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(EXPECTED_LENGTH);
        out.writeLong(state.archiveId().most());
        out.writeLong(state.archiveId().least());
        out.writeByte(PartitionSplitSerializer.modeId(state.mode()));
        out.writeBoolean(state.started());
        out.writeBoolean(state.goalsSet());
        writeSplits(state.unassigned(), out);
        writeSplits(state.goals(), out);
        writeSplits(state.reached(), out);
        return out.getCopyOfBuffer();
    }

    @Override
    public EnumeratorState deserialize(int version, byte[] serialized) throws IOException {
        StateVersions.requireKnown("split enumerator", version, VERSION);
        return StateVersions.readWhole("split enumerator", serialized, EnumeratorStateSerializer::read);
    }

    private static EnumeratorState read(DataInputDeserializer in) throws IOException {
        Id archiveId = new Id(in.readLong(), in.readLong());
        Mode mode = PartitionSplitSerializer.mode(in.readByte());
        boolean started = in.readBoolean();
        boolean goalsSet = in.readBoolean();
        return new EnumeratorState(archiveId, mode, started, goalsSet, readSplits(in), readSplits(in), readSplits(in));
    }

    private static void writeSplits(List<PartitionSplit> splits, DataOutputSerializer out) throws IOException {
        out.writeInt(splits.size());
        for (PartitionSplit split : splits) {
            PartitionSplitSerializer.write(split, out);
        }
    }

    private static List<PartitionSplit> readSplits(DataInputDeserializer in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available()) {
            throw new IOException("Corrupt state: " + count + " splits in " + in.available() + " bytes");
        }
        List<PartitionSplit> splits = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            splits.add(PartitionSplitSerializer.read(in));
        }
        return splits;
    }
}
