// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import net.jpountz.xxhash.StreamingXXHash64;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;
import org.jspecify.annotations.Nullable;

/**
 * XXH64 of one record after another: FORMAT.md, section 11. For each record call {@link #start}, {@link #bytes} or
 * {@link #none} for the key, likewise for the value, {@link #count} for the headers, likewise {@link #bytes} for each
 * header's key and value, and {@link #finish}.
 *
 * <p>Allocates nothing per record: pieces are gathered in one buffer; a record larger than that is hashed in parts. For
 * one thread.
 */
public final class RecordHash {

    private static final int CAPACITY = 64 * 1024;
    private static final int NULL_LENGTH = -1;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** Faster than the native one, whose calls cost more than the hash of a usual record. */
    private static final XXHashFactory FACTORY = XXHashFactory.fastestJavaInstance();

    private final XXHash64 oneShot = FACTORY.hash64();
    private final byte[] gathered = new byte[CAPACITY];
    private final long seed;
    private int length;
    private @Nullable StreamingXXHash64 streaming;
    private boolean inParts;

    /** Creates a hash with the digest seed of a segment. */
    public RecordHash(long seed) {
        this.seed = seed;
    }

    /** Begins a record; what was begun and not finished is forgotten. */
    public void start(long timestamp) {
        inParts = false;
        LONG.set(gathered, 0, timestamp);
        length = Long.BYTES;
    }

    /** Takes a key or value that is not null. */
    public void bytes(byte[] source, int position, int count) {
        count(count);
        content(source, position, count);
    }

    /** Takes a key or value that is null. */
    public void none() {
        count(NULL_LENGTH);
    }

    /** Takes the number of headers. */
    public void count(int count) {
        if (length > CAPACITY - Integer.BYTES) {
            spill();
        }
        INT.set(gathered, length, count);
        length += Integer.BYTES;
    }

    /** Takes bytes that are in canonical form already. */
    public void content(byte[] source, int position, int count) {
        if (count > CAPACITY - length) {
            StreamingXXHash64 parts = spill();
            if (count > CAPACITY) {
                parts.update(source, position, count);
                return;
            }
        }
        System.arraycopy(source, position, gathered, length, count);
        length += count;
    }

    /** The hash of the record. */
    public long finish() {
        return inParts ? spill().getValue() : oneShot.hash(gathered, 0, length, seed);
    }

    private StreamingXXHash64 spill() {
        StreamingXXHash64 parts = streaming;
        if (parts == null) {
            parts = FACTORY.newStreamingHash64(seed);
            streaming = parts;
        }
        if (!inParts) {
            parts.reset();
            inParts = true;
        }
        parts.update(gathered, 0, length);
        length = 0;
        return parts;
    }
}
