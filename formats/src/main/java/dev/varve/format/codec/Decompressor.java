// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.varve.format.CorruptArchiveException;
import dev.varve.format.FormatLimits;

/** Decompresses payloads that come from files: trusts no length. Holds native memory until closed. For one thread. */
public final class Decompressor implements AutoCloseable {

    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();

    /**
     * The raw payload of a zstd frame, in a new array.
     *
     * @param rawLength the length that the payload must have
     * @param objectName for messages
     * @param bytePosition where the payload begins in its object, for messages
     * @throws CorruptArchiveException if the range is not exactly one frame of that content size; nothing large was
     *     allocated then, unless the frame itself is damaged
     */
    public byte[] decompress(
            byte[] stored, int position, int length, int rawLength, String objectName, long bytePosition)
            throws CorruptArchiveException {
        long declared = length == 0 ? -1 : Zstd.getFrameContentSize(stored, position, length);
        if (declared != rawLength || rawLength > FormatLimits.rawBytesFromZstd(length)) {
            throw new CorruptArchiveException(
                    objectName,
                    bytePosition,
                    "content size of the zstd frame of " + length + " bytes expected " + rawLength + ", found "
                            + declared);
        }
        try {
            long frame = Zstd.findFrameCompressedSize(stored, position, length);
            if (frame != length) {
                throw new CorruptArchiveException(
                        objectName, bytePosition, "zstd frame has " + frame + " bytes, payload has " + length);
            }
            byte[] raw = new byte[rawLength];
            int decompressed = zstd.decompressByteArray(raw, 0, rawLength, stored, position, length);
            if (decompressed != rawLength) {
                throw new CorruptArchiveException(
                        objectName, bytePosition, "zstd frame gave " + decompressed + " of " + rawLength + " bytes");
            }
            return raw;
        } catch (ZstdException e) {
            throw new CorruptArchiveException(objectName, bytePosition, "zstd frame: " + e.getMessage(), e);
        }
    }

    /** Frees the native memory. May be called twice; nothing else may be called after it. */
    @Override
    public void close() {
        zstd.close();
    }
}
