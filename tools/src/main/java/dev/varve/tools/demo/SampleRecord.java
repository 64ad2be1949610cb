// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as it is produced. Arrays are not copied: do not modify them.
 *
 * @param timestamp milliseconds; the broker replaces it in topics with LogAppendTime
 * @param headers in order
 */
@SuppressWarnings("ArrayRecordComponent")
record SampleRecord(
        int partition, long timestamp, byte @Nullable [] key, byte @Nullable [] value, List<SampleHeader> headers) {

    /** Not compact, because javac 17 then forgets in the class file that key and value may be null. */
    SampleRecord(
            int partition, long timestamp, byte @Nullable [] key, byte @Nullable [] value, List<SampleHeader> headers) {
        this.partition = partition;
        this.timestamp = timestamp;
        this.key = key;
        this.value = value;
        this.headers = List.copyOf(headers);
    }

    SampleRecord(int partition, long timestamp, byte @Nullable [] key, byte @Nullable [] value) {
        this(partition, timestamp, key, value, List.of());
    }

    SampleRecord with(String headerKey, byte @Nullable [] headerValue) {
        List<SampleHeader> longer = new ArrayList<>(headers);
        longer.add(new SampleHeader(headerKey, headerValue));
        return new SampleRecord(partition, timestamp, key, value, longer);
    }

    long bytes() {
        long sum = length(key) + length(value);
        for (SampleHeader header : headers) {
            sum += header.key().length() + length(header.value());
        }
        return sum;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    /** A record header; names may repeat, values may be null. */
    @SuppressWarnings("ArrayRecordComponent")
    record SampleHeader(String key, byte @Nullable [] value) {}
}
