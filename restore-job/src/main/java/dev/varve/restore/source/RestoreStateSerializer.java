// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.Id;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Version 1: restore id (modified UTF-8), archive id (16 bytes, most significant first). */
final class RestoreStateSerializer implements SimpleVersionedSerializer<RestoreState> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(RestoreState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        out.writeUTF(state.restoreId());
        out.writeLong(state.archiveId().most());
        out.writeLong(state.archiveId().least());
        return out.getCopyOfBuffer();
    }

    @Override
    public RestoreState deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException("Unsupported state of the restore: expected version " + VERSION + ", found " + version
                    + ". HINT: it was written by a newer Varve; use that, or start without a savepoint");
        }
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        RestoreState state = new RestoreState(in.readUTF(), new Id(in.readLong(), in.readLong()));
        if (in.available() > 0) {
            throw new IOException("Corrupt state of the restore: " + in.available() + " bytes left over");
        }
        return state;
    }
}
