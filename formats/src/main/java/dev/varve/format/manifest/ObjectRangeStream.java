// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.manifest;

import dev.varve.format.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A range of an object as a stream, read in pieces. Does not own the object. For one thread. */
final class ObjectRangeStream extends InputStream {
    private final StoredObject object;
    private final long end;
    private final byte[] piece = new byte[1 << 18];
    private long position;
    private int next;
    private int available;

    ObjectRangeStream(StoredObject object, long start, long length) {
        this.object = object;
        position = start;
        end = start + length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (available == 0) {
            if (position == end) {
                return -1;
            }
            available = (int) Math.min(piece.length, end - position);
            object.readFully(position, piece, 0, available);
            position += available;
            next = 0;
        }
        int count = Math.min(length, available);
        System.arraycopy(piece, next, target, offset, count);
        next += count;
        available -= count;
        return count;
    }
}
