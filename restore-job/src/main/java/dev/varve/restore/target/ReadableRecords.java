// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.target;

import dev.varve.job.KafkaClients;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/** Finds out whether topics have records that a reader of committed records gets to see. Markers and aborted records are none. */
record ReadableRecords(KafkaClients clients, TargetCluster cluster) {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * One record of each topic that has some, by topic: {@code topic-partition at offset n}. One in an open transaction counts.
     *
     * @param ends last stable offsets
     */
    Map<String, String> findIn(Map<TopicPartition, Long> ends) throws IOException {
        Map<String, String> found = new TreeMap<>(findBefore(ends));
        cluster.highWatermarks(ends.keySet()).forEach((partition, high) -> {
            long stable = ends.getOrDefault(partition, 0L);
            if (high > stable) {
                found.putIfAbsent(partition.topic(), partition + " at offset " + stable + ", in an open transaction");
            }
        });
        return found;
    }

    private Map<String, String> findBefore(Map<TopicPartition, Long> ends) throws IOException {
        Map<TopicPartition, Long> starts = new HashMap<>(cluster.logStarts(ends.keySet()));
        starts.entrySet().removeIf(start -> start.getValue() >= ends.getOrDefault(start.getKey(), 0L));
        if (starts.isEmpty()) {
            return Map.of();
        }
        try (KafkaConsumer<ByteBuffer, ByteBuffer> consumer =
                clients.consumer("varve-target", new ByteBufferDeserializer(), new ByteBufferDeserializer())) {
            consumer.assign(starts.keySet());
            starts.forEach(consumer::seek);
            try {
                return search(consumer, ends);
            } finally {
                consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
            }
        } catch (TimeoutException e) {
            throw cluster.unreachable(e);
        } catch (KafkaException e) {
            throw new IOException("Cannot look for records in the target: " + e.getMessage(), e);
        }
    }

    private Map<String, String> search(KafkaConsumer<ByteBuffer, ByteBuffer> consumer, Map<TopicPartition, Long> ends) {
        Map<String, String> found = new TreeMap<>();
        Map<TopicPartition, Long> before = new HashMap<>();
        long lastProgress = System.nanoTime();
        while (!consumer.assignment().isEmpty()) {
            poll(consumer, ends, found);
            Map<TopicPartition, Long> positions = new HashMap<>();
            consumer.assignment().forEach(partition -> positions.put(partition, consumer.position(partition)));
            positions
                    .entrySet()
                    .removeIf(position -> position.getValue() >= ends.getOrDefault(position.getKey(), 0L)
                            || found.containsKey(position.getKey().topic()));
            consumer.assign(new HashSet<>(positions.keySet()));
            if (!positions.equals(before)) {
                before = positions;
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                throw new TimeoutException(
                        "no data from " + sample(positions.keySet()) + " for " + PATIENCE.toSeconds() + " s");
            }
        }
        return found;
    }

    private static void poll(
            KafkaConsumer<ByteBuffer, ByteBuffer> consumer, Map<TopicPartition, Long> ends, Map<String, String> found) {
        try {
            for (ConsumerRecord<ByteBuffer, ByteBuffer> record : consumer.poll(POLL)) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (record.offset() < ends.getOrDefault(partition, 0L)) {
                    found.putIfAbsent(record.topic(), partition + " at offset " + record.offset());
                }
            }
        } catch (OffsetOutOfRangeException e) {
            // Retention has passed by.
            consumer.seekToBeginning(e.partitions());
        }
    }

    private static String sample(Collection<TopicPartition> partitions) {
        Set<TopicPartition> all = Set.copyOf(partitions);
        return all.stream().map(TopicPartition::toString).sorted().limit(3).toList() + (all.size() > 3 ? "..." : "");
    }
}
