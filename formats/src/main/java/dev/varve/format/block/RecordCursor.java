// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RecordHash;
import dev.varve.format.record.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the records of one run without an object per record: {@link #next} moves to the next record, the other
 * methods tell about the one it stands on. Keys, values and headers are positions in {@link #array}. For one thread.
 */
public final class RecordCursor {

    /** Length of a key or value that is null. */
    public static final int NULL_LENGTH = -1;

    private final DecodedBlock block;
    private final RunHeader run;
    private final byte[] raw;
    private final int[] next = new int[Payload.SECTIONS];
    private final int[] ends = new int[Payload.SECTIONS];

    /** Where {@link #readVarint} and {@link #readHeader} read. */
    private int at;

    private long left;
    private long expectedOffset;
    private long offset;
    private long timestamp;
    private int keyPosition;
    private int keyLength;
    private int valuePosition;
    private int valueLength;
    private int headerCount;
    private int headersPosition;

    private int headersLeft;
    private int nextHeader;
    private int headerKeyPosition;
    private int headerKeyLength;
    private int headerValuePosition;
    private int headerValueLength;

    RecordCursor(DecodedBlock block, int index) {
        this.block = block;
        run = block.runs().get(index);
        raw = block.raw();
        left = run.recordCount();
        expectedOffset = run.start();
        for (int section = 0; section < Payload.SECTIONS; section++) {
            next[section] = block.sectionStart(index, section);
            ends[section] = block.sectionStart(index + 1, section);
        }
    }

    /** The run that the records belong to. */
    public RunHeader run() {
        return run;
    }

    /** Moves to the next record; false if there is none. */
    public boolean next() {
        try {
            return advance();
        } catch (CorruptArchiveException e) {
            throw new IllegalStateException("Cannot read verified block: it was modified since", e);
        }
    }

    /** As {@link #next}, for a block that was not verified before. */
    boolean advance() throws CorruptArchiveException {
        if (left == 0) {
            return false;
        }
        left--;
        long skipped = varint(Payload.OFFSETS);
        if (Long.compareUnsigned(skipped, run.end() - expectedOffset) >= 0) {
            throw corrupt("offset " + expectedOffset + " + " + Long.toUnsignedString(skipped) + " outside the run");
        }
        offset = expectedOffset + skipped;
        expectedOffset = offset + 1;
        timestamp += Varint.unzigzag(varint(Payload.TIMESTAMPS));
        keyPosition = next[Payload.KEYS];
        keyLength = length(varint(Payload.KEY_LENGTHS), ends[Payload.KEYS] - keyPosition, "key");
        next[Payload.KEYS] += Math.max(keyLength, 0);
        valuePosition = next[Payload.VALUES];
        valueLength = length(varint(Payload.VALUE_LENGTHS), ends[Payload.VALUES] - valuePosition, "value");
        next[Payload.VALUES] += Math.max(valueLength, 0);
        passHeaders();
        return true;
    }

    private void passHeaders() throws CorruptArchiveException {
        int end = ends[Payload.HEADERS];
        long count = varint(Payload.HEADERS);
        if (count < 0 || count > (end - at) / 2) {
            throw corrupt(Long.toUnsignedString(count) + " headers in " + (end - at) + " bytes");
        }
        headerCount = (int) count;
        headersPosition = at;
        for (int i = 0; i < headerCount; i++) {
            readHeader();
            requireUtf8();
        }
        next[Payload.HEADERS] = at;
        rewindHeaders();
    }

    private void readHeader() throws CorruptArchiveException {
        int end = ends[Payload.HEADERS];
        long declared = readVarint(end);
        headerKeyLength = length(declared + 1, end - at, "header key");
        if (headerKeyLength < 0) {
            throw corrupt("length of header key too large");
        }
        headerKeyPosition = at;
        at += headerKeyLength;
        headerValueLength = length(readVarint(end), end - at, "header value");
        headerValuePosition = at;
        at += Math.max(headerValueLength, 0);
    }

    private void requireUtf8() throws CorruptArchiveException {
        int end = headerKeyPosition + headerKeyLength;
        for (int i = headerKeyPosition; i < end; i++) {
            if (raw[i] < 0) {
                requireDecodable();
                return;
            }
        }
    }

    private void requireDecodable() throws CorruptArchiveException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw, headerKeyPosition, headerKeyLength));
        } catch (CharacterCodingException e) {
            throw corrupt("header key is not well-formed UTF-8");
        }
    }

    private int length(long declared, int available, String what) throws CorruptArchiveException {
        if (declared == 0) {
            return NULL_LENGTH;
        }
        if (Long.compareUnsigned(declared - 1, available) > 0) {
            throw corrupt("length of " + what + " is " + Long.toUnsignedString(declared - 1) + ", only " + available
                    + " bytes left");
        }
        return (int) (declared - 1);
    }

    private long varint(int section) throws CorruptArchiveException {
        at = next[section];
        long value = readVarint(ends[section]);
        next[section] = at;
        return value;
    }

    private long readVarint(int end) throws CorruptArchiveException {
        int position = at;
        if (position < end && raw[position] >= 0) {
            at = position + 1;
            return raw[position];
        }
        return readLongVarint(end);
    }

    private long readLongVarint(int end) throws CorruptArchiveException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE && at < end; shift += Varint.BITS) {
            byte b = raw[at++];
            value |= (long) (b & Varint.VALUE_MASK) << shift;
            if (b >= 0) {
                boolean shortest = b != 0 || shift == 0;
                boolean fits = shift < Long.SIZE - 1 || b == 1;
                if (shortest && fits) {
                    return value;
                }
                break;
            }
        }
        throw corrupt("varint is cut off, too large or not in its shortest form");
    }

    private CorruptArchiveException corrupt(String finding) {
        return block.corrupt("record " + (run.recordCount() - left - 1) + " of partition " + run.partition() + " ["
                + run.start() + ", " + run.end() + "): " + finding);
    }

    /** Where the cursor stands in a section. */
    int position(int section) {
        return next[section];
    }

    /** Feeds the record to the hash, and returns its record bytes. */
    long hash(RecordHash hash) {
        hash.start(timestamp);
        long size = hash(hash, keyPosition, keyLength) + hash(hash, valuePosition, valueLength);
        hash.count(headerCount);
        while (nextHeader()) {
            size += hash(hash, headerKeyPosition, headerKeyLength);
            size += hash(hash, headerValuePosition, headerValueLength);
        }
        rewindHeaders();
        return size;
    }

    private long hash(RecordHash hash, int position, int length) {
        if (length == NULL_LENGTH) {
            hash.none();
            return 0;
        }
        hash.bytes(raw, position, length);
        return length;
    }

    public long offset() {
        return offset;
    }

    /** Milliseconds since 1970, or -1. */
    public long timestamp() {
        return timestamp;
    }

    /** Holds keys, values and headers of all records. Not a copy, do not modify. */
    public byte[] array() {
        return raw;
    }

    public int keyPosition() {
        return keyPosition;
    }

    /** {@link #NULL_LENGTH} if the key is null. */
    public int keyLength() {
        return keyLength;
    }

    public int valuePosition() {
        return valuePosition;
    }

    /** {@link #NULL_LENGTH} if the value is null. */
    public int valueLength() {
        return valueLength;
    }

    public int headerCount() {
        return headerCount;
    }

    /** Moves to the next header of the record; false if there is none. */
    public boolean nextHeader() {
        if (headersLeft == 0) {
            return false;
        }
        headersLeft--;
        at = nextHeader;
        try {
            readHeader();
        } catch (CorruptArchiveException e) {
            throw new IllegalStateException("Cannot read verified block: it was modified since", e);
        }
        nextHeader = at;
        return true;
    }

    /** Moves before the first header of the record again. */
    public void rewindHeaders() {
        nextHeader = headersPosition;
        headersLeft = headerCount;
    }

    /** Position of the header's key, which is well-formed UTF-8. */
    public int headerKeyPosition() {
        return headerKeyPosition;
    }

    public int headerKeyLength() {
        return headerKeyLength;
    }

    public int headerValuePosition() {
        return headerValuePosition;
    }

    /** {@link #NULL_LENGTH} if the header's value is null. */
    public int headerValueLength() {
        return headerValueLength;
    }

    /** A copy of the record. Headers are passed over from the first one, and rewound. */
    public ArchivedRecord toRecord() {
        List<RecordHeader> headers = new ArrayList<>(headerCount);
        rewindHeaders();
        while (nextHeader()) {
            String key = new String(raw, headerKeyPosition, headerKeyLength, StandardCharsets.UTF_8);
            headers.add(new RecordHeader(key, copy(headerValuePosition, headerValueLength)));
        }
        rewindHeaders();
        return new ArchivedRecord(
                offset,
                timestamp,
                run.timestampType(),
                run.leaderEpoch(),
                copy(keyPosition, keyLength),
                copy(valuePosition, valueLength),
                headers);
    }

    private byte @Nullable [] copy(int position, int length) {
        return length == NULL_LENGTH ? null : Arrays.copyOfRange(raw, position, position + length);
    }
}
