// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.record;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka record as kept. Equal by content. For planning, tests and output; the paths that see every record use
 * flyweights.
 *
 * @param offset in its partition
 * @param timestamp milliseconds since 1970, or -1
 * @param leaderEpoch of the run that holds the record; -1 if unknown
 * @param key null differs from empty; not copied, do not modify
 * @param value null is a tombstone; not copied, do not modify
 * @param headers in Kafka's order, with duplicates
 */
@SuppressWarnings("ArrayRecordComponent")
public record ArchivedRecord(
        long offset,
        long timestamp,
        TimestampType timestampType,
        int leaderEpoch,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<RecordHeader> headers) {

    /** Not compact, because javac 17 then forgets in the class file that key and value may be null. */
    public ArchivedRecord(
            long offset,
            long timestamp,
            TimestampType timestampType,
            int leaderEpoch,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<RecordHeader> headers) {
        this.offset = offset;
        this.timestamp = timestamp;
        this.timestampType = timestampType;
        this.leaderEpoch = leaderEpoch;
        this.key = key;
        this.value = value;
        this.headers = List.copyOf(headers);
    }

    /** The bytes that the record's hash is computed over: FORMAT.md, section 11. A new array. */
    public byte[] canonicalBytes() {
        long length = Long.BYTES + 3L * Integer.BYTES + length(key) + length(value);
        byte[][] headerKeys = new byte[headers.size()][];
        for (int i = 0; i < headerKeys.length; i++) {
            headerKeys[i] = headers.get(i).key().getBytes(StandardCharsets.UTF_8);
            length += 2L * Integer.BYTES
                    + headerKeys[i].length
                    + length(headers.get(i).value());
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(timestamp);
        put(bytes, key);
        put(bytes, value);
        bytes.putInt(headerKeys.length);
        for (int i = 0; i < headerKeys.length; i++) {
            put(bytes, headerKeys[i]);
            put(bytes, headers.get(i).value());
        }
        return bytes.array();
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static void put(ByteBuffer target, byte @Nullable [] bytes) {
        if (bytes == null) {
            target.putInt(-1);
        } else {
            target.putInt(bytes.length).put(bytes);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ArchivedRecord that
                && offset == that.offset
                && timestamp == that.timestamp
                && timestampType == that.timestampType
                && leaderEpoch == that.leaderEpoch
                && Arrays.equals(key, that.key)
                && Arrays.equals(value, that.value)
                && headers.equals(that.headers);
    }

    @Override
    public int hashCode() {
        int hash = 31 * Long.hashCode(offset) + Long.hashCode(timestamp);
        hash = 31 * hash + Arrays.hashCode(key);
        hash = 31 * hash + Arrays.hashCode(value);
        return 31 * hash + headers.hashCode();
    }

    @Override
    public String toString() {
        return "ArchivedRecord[offset=" + offset + ", timestamp=" + timestamp + " " + timestampType + ", leaderEpoch="
                + leaderEpoch + ", key=" + describe(key) + ", value=" + describe(value) + ", headers=" + headers + "]";
    }

    private static String describe(byte @Nullable [] bytes) {
        return bytes == null ? "null" : bytes.length + " bytes";
    }
}
