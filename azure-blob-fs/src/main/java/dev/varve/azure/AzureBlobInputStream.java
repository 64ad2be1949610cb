// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.DownloadRetryOptions;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
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
    private final AzureBlobConfig config;
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
        this.config = config;
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
            window = position == fetchedUntil ? Math.min(window * GROWTH, config.readAhead()) : FIRST;
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
        Sink sink = new Sink(target, offset, length);
        container.request(
                "read",
                blob.name(),
                () -> container
                        .blob(blob.name())
                        .downloadStreamWithResponse(
                                sink,
                                new BlobRange(position, (long) length),
                                new DownloadRetryOptions().setMaxRetryRequests(config.attempts() - 1),
                                new BlobRequestConditions().setIfMatch(blob.version()),
                                false,
                                null,
                                Context.NONE));
        if (sink.received != length) {
            throw new EOFException("Cannot read " + container.address().place(blob.name()) + " at position " + position
                    + ": expected " + length + " bytes, received " + sink.received);
        }
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

    /** Puts what comes where it is wanted, without another copy. */
    private static final class Sink extends OutputStream {
        private final byte[] target;
        private final int offset;
        private final int limit;
        private int received;

        Sink(byte[] target, int offset, int limit) {
            this.target = target;
            this.offset = offset;
            this.limit = limit;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] source, int from, int count) throws IOException {
            if (count > limit - received) {
                throw new IOException("More than the " + limit + " bytes that were asked for");
            }
            System.arraycopy(source, from, target, offset + received, count);
            received += count;
        }
    }
}
