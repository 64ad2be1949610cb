// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** A file opened for reading. */
final class LocalObject implements StoredObject {
    private final String name;
    private final FileChannel channel;
    private final long length;

    LocalObject(String name, Path path) throws IOException {
        this.name = name;
        channel = FileChannel.open(path, StandardOpenOption.READ);
        length = channel.size();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void readFully(long position, byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (position < 0) {
            throw new IndexOutOfBoundsException("Invalid position: need at least 0, found: " + position);
        }
        ByteBuffer buffer = ByteBuffer.wrap(target, offset, length);
        while (buffer.hasRemaining()) {
            int done = buffer.position() - offset;
            if (channel.read(buffer, position + done) < 0) {
                throw new EOFException("Cannot read " + length + " bytes at position " + position + " of object " + name
                        + ": it ends at " + channel.size());
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
