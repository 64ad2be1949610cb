// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ContentDigest;
import dev.varve.restore.ledger.WriterToken;
import dev.varve.restore.plan.Partitioning;
import dev.varve.restore.plan.TimeWindow;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;

/** For the way from enumerator to reader; splits are never part of a checkpoint. */
final class RestoreSplitSerializer implements SimpleVersionedSerializer<RestoreSplit> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(RestoreSplit split) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        out.writeUTF(split.source().topic());
        writeId(out, split.source().topicId());
        out.writeInt(split.source().partition());
        out.writeLong(split.position());
        out.writeLong(split.until());
        out.writeLong(split.window().fromMillis());
        out.writeLong(split.window().untilMillis());
        Instant asOf = split.asOf();
        out.writeBoolean(asOf != null);
        out.writeLong(asOf == null ? 0 : asOf.toEpochMilli());
        out.writeInt(split.acceptedHoles().size());
        for (OffsetRange hole : split.acceptedHoles()) {
            out.writeLong(hole.start());
            out.writeLong(hole.end());
        }
        out.writeUTF(split.target().topic());
        writeId(out, split.target().topicId());
        out.writeInt(split.target().partitions());
        out.writeBoolean(split.target().partitioning() == Partitioning.BY_KEY);
        ContentDigest content = split.restored().content();
        out.writeLong(content.count());
        out.writeLong(content.ordered());
        out.writeLong(content.unordered());
        out.writeLong(split.restored().recordBytes());
        out.writeUTF(split.token().owner().runId());
        out.writeUTF(split.token().owner().enumerator());
        out.writeInt(split.token().subtask());
        out.writeInt(split.token().number());
        return out.getCopyOfBuffer();
    }

    @Override
    public RestoreSplit deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException("Unsupported split: expected version " + VERSION + ", found " + version);
        }
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        RestoreSplit split = new RestoreSplit(
                new TopicPartitionId(in.readUTF(), readId(in), in.readInt()),
                in.readLong(),
                in.readLong(),
                new TimeWindow(in.readLong(), in.readLong()),
                readTime(in),
                readRanges(in),
                new RestoreSplit.Target(in.readUTF(), readId(in), in.readInt(), readPartitioning(in)),
                new RestoreSplit.Restored(
                        new ContentDigest(in.readLong(), in.readLong(), in.readLong()), in.readLong()),
                new WriterToken(new WriterToken.OwnerId(in.readUTF(), in.readUTF()), in.readInt(), in.readInt()));
        if (in.available() > 0) {
            throw new IOException("Corrupt split: " + in.available() + " bytes left over");
        }
        return split;
    }

    private static @Nullable Instant readTime(DataInputDeserializer in) throws IOException {
        boolean present = in.readBoolean();
        long millis = in.readLong();
        return present ? Instant.ofEpochMilli(millis) : null;
    }

    private static List<OffsetRange> readRanges(DataInputDeserializer in) throws IOException {
        int count = in.readInt();
        List<OffsetRange> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ranges.add(new OffsetRange(in.readLong(), in.readLong()));
        }
        return ranges;
    }

    private static Partitioning readPartitioning(DataInputDeserializer in) throws IOException {
        return in.readBoolean() ? Partitioning.BY_KEY : Partitioning.PRESERVE;
    }

    private static void writeId(DataOutputSerializer out, Id id) throws IOException {
        out.writeLong(id.most());
        out.writeLong(id.least());
    }

    private static Id readId(DataInputDeserializer in) throws IOException {
        return new Id(in.readLong(), in.readLong());
    }
}
