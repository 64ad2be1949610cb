// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Bytes that become one block, in pieces, so that it grows without copying and a small one is small. Written by one thread. */
final class Block {
    private volatile List<byte[]> pieces = new ArrayList<>();
    private int size;

    int size() {
        return size;
    }

    /** Bytes that fit without another piece. */
    int room() {
        return pieces.size() * UploadBudget.PIECE - size;
    }

    boolean holdsShare() {
        return pieces.size() * UploadBudget.PIECE >= UploadBudget.SHARE;
    }

    void addPiece() {
        pieces.add(new byte[UploadBudget.PIECE]);
    }

    /** Takes what fits into {@link #room}. */
    void write(byte[] source, int offset, int count) {
        Objects.checkFromIndexSize(0, count, room());
        for (int done = 0; done < count; ) {
            int at = size % UploadBudget.PIECE;
            int length = Math.min(count - done, UploadBudget.PIECE - at);
            System.arraycopy(source, offset + done, pieces.get(size / UploadBudget.PIECE), at, length);
            size += length;
            done += length;
        }
    }

    /** Reads it from its first byte; can be marked and reset, so that a request can be made again. */
    InputStream stream() {
        return new Reader();
    }

    /** Forgets the bytes. Connections that are kept open remember the request that was made last, and with it this block. */
    void release() {
        pieces = List.of();
    }

    private final class Reader extends InputStream {
        private int position;
        private int marked;

        private final byte[] single = new byte[1];

        @Override
        public int read() throws IOException {
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            Objects.checkFromIndexSize(offset, count, target.length);
            if (count == 0) {
                return 0;
            }
            if (position >= size) {
                return -1;
            }
            List<byte[]> held = pieces;
            if (held.isEmpty()) {
                throw new IOException("The request was given up");
            }
            int at = position % UploadBudget.PIECE;
            int length = Math.min(Math.min(count, size - position), UploadBudget.PIECE - at);
            System.arraycopy(held.get(position / UploadBudget.PIECE), at, target, offset, length);
            position += length;
            return length;
        }

        @Override
        public int available() {
            return size - position;
        }

        @Override
        public boolean markSupported() {
            return true;
        }

        @Override
        public synchronized void mark(int limit) {
            marked = position;
        }

        @Override
        public synchronized void reset() {
            position = marked;
        }
    }
}
