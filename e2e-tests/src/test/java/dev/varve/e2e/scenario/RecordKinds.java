// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Records of every kind that Kafka can hold. */
public final class RecordKinds {
    private static final byte[] TEXT = "text".getBytes(UTF_8);
    private static final byte[] @Nullable [] CONTENTS = {null, {}, {0}, TEXT};

    private RecordKinds() {}

    /** Null, empty and short keys and values, without headers and with strange ones, at times from 1970 to in half an hour. */
    public static List<ProducerRecord<byte[], byte[]>> ofAllKinds(ProducedTopic topic, int partition) {
        long soon = Instant.now().plusSeconds(1800).toEpochMilli();
        long[] timestamps = {0, 1, 86_400_000, 1_700_000_000_000L, soon};
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (byte @Nullable [] key : CONTENTS) {
            for (byte @Nullable [] value : CONTENTS) {
                long timestamp = timestamps[records.size() % timestamps.length];
                records.add(topic.record(partition, timestamp, key, value));
                ProducerRecord<byte[], byte[]> withHeaders = topic.record(partition, timestamp, key, value);
                withHeaders
                        .headers()
                        .add("same", TEXT)
                        .add("same", null)
                        .add("", new byte[0])
                        .add("same", TEXT)
                        .add("größe", "ü".getBytes(UTF_8));
                records.add(withHeaders);
            }
        }
        return records;
    }

    /** From 1 byte to 20 MiB, of a kind that does not compress. */
    public static List<ProducerRecord<byte[], byte[]>> ofAllSizes(ProducedTopic topic, int partition) {
        Random random = new Random(42);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int size : new int[] {1, 127, 128, 16_384, 262_143, 262_144, 262_145, 5_000_000, 20 << 20, 3}) {
            byte[] value = new byte[size];
            random.nextBytes(value);
            records.add(topic.record(partition, 1_700_000_000_000L, null, value));
        }
        return records;
    }
}
