// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * State in checkpoints and savepoints, version 1: container, host and name of the blob (each in modified UTF-8 with a length of two
 * bytes), length of the blocks (8 bytes), count of attempts (4), and for each its name (16) and how many of its blocks count (4).
 */
final class BlobRecoverableSerializer implements SimpleVersionedSerializer<BlobRecoverable> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(BlobRecoverable recoverable) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF(recoverable.address().container());
        out.writeUTF(recoverable.address().host());
        out.writeUTF(recoverable.name());
        out.writeLong(recoverable.blocks().length());
        out.writeInt(recoverable.blocks().attempts().size());
        for (StagedBlocks.Attempt attempt : recoverable.blocks().attempts()) {
            out.writeLong(attempt.high());
            out.writeLong(attempt.low());
            out.writeInt(attempt.blocks());
        }
        return bytes.toByteArray();
    }

    @Override
    public BlobRecoverable deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException("Unsupported state of a stream to Azure Blob: expected version " + VERSION
                    + ", found " + version + ". HINT: it was written by another release of this plugin; use that one.");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized));
        ContainerAddress address = new ContainerAddress(in.readUTF(), in.readUTF());
        String name = in.readUTF();
        long length = in.readLong();
        int count = in.readInt();
        if (count < 0 || count > StagedBlocks.MOST || length < 0) {
            throw corrupt("found " + count + " attempts with " + length + " bytes");
        }
        List<StagedBlocks.Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long high = in.readLong();
            long low = in.readLong();
            int blocks = in.readInt();
            if (blocks < 1 || blocks > StagedBlocks.MOST) {
                throw corrupt("an attempt with " + blocks + " blocks");
            }
            attempts.add(new StagedBlocks.Attempt(high, low, blocks));
        }
        if (in.available() > 0) {
            throw corrupt(in.available() + " bytes behind its end");
        }
        return new BlobRecoverable(address, name, new StagedBlocks(attempts, length));
    }

    private static IOException corrupt(String fact) {
        return new IOException("Corrupt state of a stream to Azure Blob: " + fact);
    }
}
