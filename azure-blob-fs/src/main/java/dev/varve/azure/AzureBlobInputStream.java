// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import java.io.EOFException;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.core.fs.FSDataInputStream;

/**
 * Reads a blob in ranges. A read at a new position fetches little more than is asked for; where reads follow each other, more and more
 * is fetched ahead. The blob must stay what it was when it was opened. For one thread.
 */
final class AzureBlobInputStream extends FSDataInputStream {
    private static final int FIRST = 1 << 14;
    private static final int GROWTH = 4;

    private final Container container;
    private final Opened blob;
    private final int readAhead;
    private final BlobDownload download;
    private final byte[] single = new byte[1];

    private byte[] buffer = new byte[0];
    private long bufferStart;
    private int buffered;
    private long position;
    private long fetchedUntil = -1;
    private int window = FIRST;
    private boolean closed;

    /**
     * A blob as it was found.
     *
     * @param length bytes
     * @param version Azure's tag of it
     */
    record Opened(String name, long length, String version) {}

    AzureBlobInputStream(Container container, Opened blob, AzureBlobConfig config) {
        this.container = container;
        this.blob = blob;
        this.readAhead = config.readAhead();
        this.download = new BlobDownload(container, blob, config.attempts());
    }

    @Override
    public void seek(long to) throws IOException {
        requireOpen();
        if (to < 0 || to > blob.length()) {
            throw new EOFException("Cannot seek in " + container.address().place(blob.name()) + " to position " + to
                    + ": it has " + blob.length() + " bytes");
        }
        position = to;
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public long skip(long count) throws IOException {
        requireOpen();
        long skipped = Math.max(0, Math.min(count, blob.length() - position));
        position += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return isBuffered() ? Math.toIntExact(bufferStart + buffered - position) : 0;
    }

    @Override
    public int read() throws IOException {
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        requireOpen();
        Objects.checkFromIndexSize(offset, count, target.length);
        if (count == 0) {
            return 0;
        }
        if (position >= blob.length()) {
            return -1;
        }
        if (!isBuffered()) {
            window = position == fetchedUntil ? Math.min(window * GROWTH, readAhead) : FIRST;
            if (count >= window) {
                int length = Math.toIntExact(Math.min(count, blob.length() - position));
                fetch(target, offset, length);
                position += length;
                return length;
            }
            fill();
        }
        int length = Math.min(count, available());
        System.arraycopy(buffer, Math.toIntExact(position - bufferStart), target, offset, length);
        position += length;
        return length;
    }

    private boolean isBuffered() {
        return position >= bufferStart && position < bufferStart + buffered;
    }

    private void fill() throws IOException {
        int length = Math.toIntExact(Math.min(window, blob.length() - position));
        buffered = 0;
        if (buffer.length < length) {
            buffer = new byte[length];
        }
        fetch(buffer, 0, length);
        bufferStart = position;
        buffered = length;
    }

    private void fetch(byte[] target, int offset, int length) throws IOException {
        download.read(position, target, offset, length);
        fetchedUntil = position + length;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("Cannot read " + container.address().place(blob.name()) + ": the stream is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        buffered = 0;
        buffer = new byte[0];
    }
}
