// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A cluster's records as a plain consumer sees them that reads what is committed. For one thread, one partition at a time. */
final class TargetRecords implements Comparison.Reading, AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;

    TargetRecords(String bootstrapServers) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Iterator<ConsumerRecord<byte[], byte[]>> read(TopicPartition partition) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        Deque<ConsumerRecord<byte[], byte[]>> polled = new ArrayDeque<>();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                while (polled.isEmpty() && consumer.position(partition) < end) {
                    consumer.poll(Duration.ofSeconds(1)).forEach(polled::add);
                }
                return !polled.isEmpty();
            }

            @Override
            public ConsumerRecord<byte[], byte[]> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("No more records of " + partition);
                }
                return polled.remove();
            }
        };
    }

    @Override
    public void close() {
        consumer.close();
    }
}
