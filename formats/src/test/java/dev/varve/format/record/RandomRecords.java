// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.record;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Records of every kind that Kafka knows, the same for the same seed. */
public final class RandomRecords {

    private static final long[] TIMESTAMPS = {-1, 0, 1, Long.MAX_VALUE, Long.MIN_VALUE, 1_767_225_600_000L};
    private static final String[] KEYS = {"", "a", "trace-id", "trace-id", "schlüssel", "鍵", "\uD83D\uDD11"};

    private final Random random;
    private final int maxLength;
    private long clock = 1_767_225_600_000L;

    public RandomRecords(Random random, int maxLength) {
        this.random = random;
        this.maxLength = maxLength;
    }

    /** Ascending offsets from {@code start}, some left out. */
    public List<ArchivedRecord> next(int count, long start, int leaderEpoch, TimestampType type) {
        List<ArchivedRecord> records = new ArrayList<>(count);
        long offset = start;
        for (int i = 0; i < count; i++) {
            offset += random.nextInt(4) == 0 ? random.nextInt(300) : 0;
            records.add(new ArchivedRecord(offset++, timestamp(), type, leaderEpoch, bytes(), bytes(), headers()));
        }
        return records;
    }

    private long timestamp() {
        if (random.nextInt(10) == 0) {
            return TIMESTAMPS[random.nextInt(TIMESTAMPS.length)];
        }
        clock += random.nextInt(2000) - 500;
        return clock;
    }

    private List<RecordHeader> headers() {
        List<RecordHeader> headers = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            int count = random.nextInt(5);
            for (int i = 0; i < count; i++) {
                headers.add(new RecordHeader(KEYS[random.nextInt(KEYS.length)], bytes()));
            }
        }
        return headers;
    }

    private byte @Nullable [] bytes() {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> new byte[0];
            case 2 -> {
                byte[] noise = new byte[random.nextInt(maxLength + 1)];
                random.nextBytes(noise);
                yield noise;
            }
            default ->
                ("value " + random.nextInt(20)).repeat(1 + random.nextInt(3)).getBytes(StandardCharsets.UTF_8);
        };
    }
}
