// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import org.jspecify.annotations.Nullable;

/**
 * Compresses payloads, one at a time, into a buffer that is used again. Holds native memory until closed. For one
 * thread; several writers of that thread may share it.
 */
public final class Compressor implements AutoCloseable {

    /** Buffers up to this size are kept, larger ones are for one payload. */
    private static final int KEPT_BYTES = 4 * 1024 * 1024;

    private static final byte[] NOTHING = new byte[0];

    private final @Nullable ZstdCompressCtx zstd;
    private byte[] scratch = NOTHING;
    private byte[] buffer = NOTHING;
    private byte[] output = NOTHING;
    private int outputPosition;
    private int outputLength;
    private Codec outputCodec = Codec.NONE;

    private Compressor(@Nullable ZstdCompressCtx zstd) {
        this.zstd = zstd;
    }

    /** Stores payloads as they are. */
    public static Compressor none() {
        return new Compressor(null);
    }

    /**
     * Compresses with zstd; a payload that would not shrink is stored as it is.
     *
     * @throws IllegalArgumentException if zstd knows no such level
     */
    public static Compressor zstd(int level) {
        if (level < Zstd.minCompressionLevel() || level > Zstd.maxCompressionLevel()) {
            throw new IllegalArgumentException("Invalid zstd level: " + level + ", need " + Zstd.minCompressionLevel()
                    + " to " + Zstd.maxCompressionLevel());
        }
        ZstdCompressCtx context = new ZstdCompressCtx();
        context.setLevel(level).setContentSize(true).setChecksum(false).setDictID(false);
        return new Compressor(context);
    }

    /** The codec asked for; {@link #outputCodec} is that of the last payload. */
    public Codec codec() {
        return zstd == null ? Codec.NONE : Codec.ZSTD;
    }

    /**
     * A buffer of at least {@code length} bytes to put the next payload together in. Valid until the next call of this
     * method; {@link #compress} leaves it alone.
     */
    public byte[] scratch(int length) {
        if (scratch.length < length || scratch.length > KEPT_BYTES) {
            scratch = new byte[capacityFor(length)];
        }
        return scratch;
    }

    /**
     * Compresses one payload. The result is in {@link #output} until the next call, and may be the source itself.
     *
     * @throws com.github.luben.zstd.ZstdException if zstd fails, such as for lack of native memory
     */
    public void compress(byte[] source, int position, int length) {
        output = source;
        outputPosition = position;
        outputLength = length;
        outputCodec = Codec.NONE;
        if (zstd == null) {
            return;
        }
        int bound = Math.toIntExact(Math.min(Zstd.compressBound(length), Integer.MAX_VALUE - 8));
        if (buffer.length < bound || buffer.length > KEPT_BYTES) {
            buffer = NOTHING;
            buffer = new byte[capacityFor(bound)];
        }
        int compressed = zstd.compressByteArray(buffer, 0, buffer.length, source, position, length);
        if (compressed < length) {
            output = buffer;
            outputPosition = 0;
            outputLength = compressed;
            outputCodec = Codec.ZSTD;
        }
    }

    /** Holds the last payload as stored, from {@link #outputPosition}, {@link #outputLength} bytes. */
    public byte[] output() {
        return output;
    }

    public int outputPosition() {
        return outputPosition;
    }

    public int outputLength() {
        return outputLength;
    }

    public Codec outputCodec() {
        return outputCodec;
    }

    /** Forgets the last payload, so that a large one can be collected. */
    public void clear() {
        output = NOTHING;
        outputPosition = 0;
        outputLength = 0;
        if (buffer.length > KEPT_BYTES) {
            buffer = NOTHING;
        }
        if (scratch.length > KEPT_BYTES) {
            scratch = NOTHING;
        }
    }

    private static int capacityFor(int length) {
        int roundedUp = Integer.highestOneBit(Math.max(length, 2) - 1) << 1;
        return roundedUp > 0 && roundedUp <= KEPT_BYTES ? roundedUp : length;
    }

    /** Frees the native memory. May be called twice; nothing else may be called after it. */
    @Override
    public void close() {
        if (zstd != null) {
            zstd.close();
        }
    }
}
