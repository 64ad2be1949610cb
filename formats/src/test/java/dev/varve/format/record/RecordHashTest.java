// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jpountz.xxhash.XXHashFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordHashTest {

    @Test
    void isXxh64OfCanonicalBytes() {
        RecordHash hash = new RecordHash(0);

        for (ArchivedRecord record :
                new RandomRecords(new Random(7), 2000).next(300, 0, 1, TimestampType.CREATE_TIME)) {
            assertThat(hashOf(hash, record)).isEqualTo(xxh64(record.canonicalBytes(), 0));
        }
    }

    @Test
    void isTheSameInPartsAndAtOnce() {
        RecordHash hash = new RecordHash(42);
        int[] lengths = {0, 1, 31, 65_500, 65_512, 65_516, 65_520, 65_524, 65_536, 65_537, 70_000, 3_000_000};

        for (int key : lengths) {
            for (int value : lengths) {
                ArchivedRecord record = new ArchivedRecord(
                        0,
                        5,
                        TimestampType.CREATE_TIME,
                        0,
                        bytes(key),
                        bytes(value),
                        List.of(new RecordHeader("h", bytes(key)), new RecordHeader("", null)));
                assertThat(hashOf(hash, record)).isEqualTo(xxh64(record.canonicalBytes(), 42));
            }
        }
    }

    @Test
    void knowsPublishedVectors() {
        assertThat(xxh64(new byte[0], 0)).isEqualTo(0xef46db3751d8e999L);
        assertThat(xxh64("a".getBytes(StandardCharsets.US_ASCII), 0)).isEqualTo(0xd24ec4f1a98c6e5bL);
        assertThat(xxh64("abc".getBytes(StandardCharsets.US_ASCII), 0)).isEqualTo(0x44bc2cf5ad770999L);
    }

    @Test
    void forgetsWhatWasNotFinished() {
        RecordHash hash = new RecordHash(0);
        ArchivedRecord record = new ArchivedRecord(0, 1, TimestampType.CREATE_TIME, 0, null, bytes(10), List.of());

        hash.start(9);
        hash.bytes(bytes(100_000), 0, 100_000);

        assertThat(hashOf(hash, record)).isEqualTo(xxh64(record.canonicalBytes(), 0));
    }

    static long xxh64(byte[] bytes, long seed) {
        return XXHashFactory.safeInstance().hash64().hash(bytes, 0, bytes.length, seed);
    }

    static long hashOf(RecordHash hash, ArchivedRecord record) {
        hash.start(record.timestamp());
        put(hash, record.key());
        put(hash, record.value());
        hash.count(record.headers().size());
        for (RecordHeader header : record.headers()) {
            put(hash, header.key().getBytes(StandardCharsets.UTF_8));
            put(hash, header.value());
        }
        return hash.finish();
    }

    private static void put(RecordHash hash, byte @Nullable [] bytes) {
        if (bytes == null) {
            hash.none();
        } else {
            hash.bytes(bytes, 0, bytes.length);
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
