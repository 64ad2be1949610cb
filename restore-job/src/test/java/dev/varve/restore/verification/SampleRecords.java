// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.jspecify.annotations.Nullable;

/** Records for a topic to verify. */
record SampleRecords(String topic) {
    private static final long TIMESTAMP = 1_700_000_000_000L;

    /** Of one partition, each with a key and a value of its own. */
    List<ProducerRecord<byte[], byte[]>> records(int partition, int count) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(record(partition, bytes("key-" + i), bytes("value-" + partition + "-" + i)));
        }
        return records;
    }

    /** Where their keys belong. */
    List<ProducerRecord<byte[], byte[]>> placed(int count, int partitions) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] key = bytes("key-" + i);
            boolean none = i % 10 == 0;
            int partition = none ? i % partitions : BuiltInPartitioner.partitionForKey(key, partitions);
            records.add(record(partition, none ? null : key, bytes("value-" + i)));
        }
        return records;
    }

    /** No two of them are equal in key, value, headers and timestamp. */
    List<ProducerRecord<byte[], byte[]>> kinds() {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        byte[] none = new byte[0];
        for (byte[] key : new byte[][] {null, none, bytes("key")}) {
            for (byte[] value : new byte[][] {null, none, bytes("value"), new byte[5 << 20]}) {
                records.add(record(0, key, value));
            }
        }
        records.add(withHeaders("a", "1"));
        records.add(withHeaders("a", "1", "a", "1"));
        records.add(withHeaders("a", "1", "b", "1"));
        records.add(withHeaders("b", "1", "a", "1"));
        records.add(withHeaders("a", null));
        records.add(withHeaders("a", ""));
        records.add(withHeaders("", "a"));
        records.add(withHeaders("\u00e9\ud83d\ude00", "1"));
        records.add(new ProducerRecord<>(topic, 0, 0L, bytes("key"), bytes("value")));
        return records;
    }

    private ProducerRecord<byte[], byte[]> withHeaders(@Nullable String... keysAndValues) {
        ProducerRecord<byte[], byte[]> record = record(0, bytes("key"), bytes("value"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            String value = keysAndValues[i + 1];
            record.headers().add(keysAndValues[i], value == null ? null : bytes(value));
        }
        return record;
    }

    ProducerRecord<byte[], byte[]> record(int partition, byte @Nullable [] key, byte @Nullable [] value) {
        return new ProducerRecord<>(topic, partition, TIMESTAMP, key, value);
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
