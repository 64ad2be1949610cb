// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.manifest;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.varve.format.CorruptArchiveException;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** The decompressed payload of a manifest as a stream that refuses to be longer or shorter than declared. For one thread. */
final class ManifestPayload implements Closeable {
    private static final int WINDOW_LOG_LIMIT = 27;
    private static final int FRAME_HEADER_LENGTH = 18;

    private final String objectName;
    private final long length;
    private final InputStream raw;
    private long position;

    /**
     * @param stored from the first byte of the payload, no longer than it; closed with this
     * @param length what the header declares
     */
    ManifestPayload(String objectName, InputStream stored, long length) throws IOException {
        this.objectName = objectName;
        this.length = length;
        byte[] start = stored.readNBytes(FRAME_HEADER_LENGTH);
        long declared = start.length == 0 ? -1 : Zstd.getFrameContentSize(start, 0, start.length);
        if (declared != length) {
            throw corrupt("content size of the zstd frame expected " + length + ", found " + declared);
        }
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(start), stored);
        raw = new ZstdInputStreamNoFinalizer(whole, RecyclingBufferPool.INSTANCE).setLongMax(WINDOW_LOG_LIMIT);
    }

    CorruptArchiveException corrupt(String finding) {
        return new CorruptArchiveException(
                objectName, ManifestFormat.HEADER_LENGTH, "payload at raw position " + position + ": " + finding);
    }

    long remaining() {
        return length - position;
    }

    /** Exactly {@code count} bytes, in a new array that grows as they come. */
    byte[] bytes(int count) throws IOException {
        if (count > remaining()) {
            throw corrupt("need " + count + " bytes, only " + remaining() + " left");
        }
        byte[] bytes = damageAware(() -> raw.readNBytes(count));
        if (bytes.length < count) {
            throw corrupt("it ends after " + bytes.length + " of " + count + " bytes");
        }
        position += count;
        return bytes;
    }

    /** Refuses bytes that are left over. */
    void end() throws IOException {
        if (remaining() != 0 || damageAware(raw::read) != -1) {
            throw corrupt("bytes left over after the last segment");
        }
    }

    private <T> T damageAware(Read<T> read) throws IOException {
        try {
            return read.read();
        } catch (ZstdIOException e) {
            throw new CorruptArchiveException(
                    objectName, ManifestFormat.HEADER_LENGTH, "zstd frame: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }

    @FunctionalInterface
    private interface Read<T> {
        T read() throws IOException;
    }
}
