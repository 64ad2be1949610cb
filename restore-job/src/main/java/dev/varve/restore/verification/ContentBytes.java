// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import dev.varve.format.record.ContentDigest;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one subtask reports, as bytes: Flink keeps them apart from our classes on their way to main, wherever that runs. 60 bytes per
 * partition, so that 10,000 of them fit well into one of Flink's messages (10 MiB).
 */
final class ContentBytes {
    private static final int LENGTH = Integer.BYTES + 7 * Long.BYTES;

    private ContentBytes() {}

    static byte[] encode(SortedMap<Integer, PartitionContent> contents) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(LENGTH, contents.size()));
        contents.forEach((range, found) -> bytes.putInt(range)
                .putLong(found.content().count())
                .putLong(found.content().ordered())
                .putLong(found.content().unordered())
                .putLong(found.recordBytes())
                .putLong(found.firstOffset())
                .putLong(found.lastOffset())
                .putLong(found.misplaced()));
        return bytes.array();
    }

    static Map<Integer, PartitionContent> decode(byte[] encoded) {
        Map<Integer, PartitionContent> contents = new TreeMap<>();
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        while (bytes.hasRemaining()) {
            int range = bytes.getInt();
            ContentDigest digest = new ContentDigest(bytes.getLong(), bytes.getLong(), bytes.getLong());
            contents.put(
                    range,
                    new PartitionContent(digest, bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong()));
        }
        return contents;
    }
}
