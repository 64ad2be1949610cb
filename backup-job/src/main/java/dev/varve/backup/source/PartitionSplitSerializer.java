// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.job.config.BackupConfig.Mode;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Bytes of a split in Flink's state; big-endian, fields in the order of the record. Every version is read for ever. */
final class PartitionSplitSerializer implements SimpleVersionedSerializer<PartitionSplit> {
    static final int VERSION = 1;

    private static final int EXPECTED_LENGTH = 160;
    private static final int CONTINUOUS = 1;
    private static final int ONCE = 2;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(PartitionSplit split) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(EXPECTED_LENGTH);
        write(split, out);
        return out.getCopyOfBuffer();
    }

    @Override
    public PartitionSplit deserialize(int version, byte[] serialized) throws IOException {
        StateVersions.requireKnown("split", version, VERSION);
        return StateVersions.readWhole("split", serialized, PartitionSplitSerializer::read);
    }

    static void write(PartitionSplit split, DataOutputSerializer out) throws IOException {
        out.writeUTF(split.partition().topic());
        out.writeLong(split.partition().topicId().most());
        out.writeLong(split.partition().topicId().least());
        out.writeInt(split.partition().partition());
        out.writeByte(split.kind().id());
        out.writeLong(split.start());
        out.writeLong(split.position());
        out.writeInt(split.leaderEpoch());
        out.writeLong(split.lastReadAt());
        out.writeLong(split.firstContactStart());
        out.writeLong(split.end());
        out.writeByte(modeId(split.mode()));
        out.writeByte(split.ended().id());
    }

    /** Reads what version 1 wrote. */
    static PartitionSplit read(DataInputDeserializer in) throws IOException {
        TopicPartitionId partition =
                new TopicPartitionId(in.readUTF(), new Id(in.readLong(), in.readLong()), in.readInt());
        SplitKind kind = kind(in.readByte());
        long start = in.readLong();
        long position = in.readLong();
        int leaderEpoch = in.readInt();
        long lastReadAt = in.readLong();
        long firstContactStart = in.readLong();
        long end = in.readLong();
        return new PartitionSplit(
                partition,
                kind,
                start,
                position,
                leaderEpoch,
                lastReadAt,
                firstContactStart,
                end,
                mode(in.readByte()),
                ended(in.readByte()));
    }

    static int modeId(Mode mode) {
        return switch (mode) {
            case CONTINUOUS -> CONTINUOUS;
            case ONCE -> ONCE;
        };
    }

    static Mode mode(int id) throws IOException {
        return switch (id) {
            case CONTINUOUS -> Mode.CONTINUOUS;
            case ONCE -> Mode.ONCE;
            default -> throw new IOException("Corrupt state: unknown mode " + id);
        };
    }

    private static SplitKind kind(int id) throws IOException {
        return Arrays.stream(SplitKind.values())
                .filter(kind -> kind.id() == id)
                .findAny()
                .orElseThrow(() -> new IOException("Corrupt state: unknown kind of split " + id));
    }

    private static SplitEnd ended(int id) throws IOException {
        return Arrays.stream(SplitEnd.values())
                .filter(end -> end.id() == id)
                .findAny()
                .orElseThrow(() -> new IOException("Corrupt state: unknown end of split " + id));
    }
}
