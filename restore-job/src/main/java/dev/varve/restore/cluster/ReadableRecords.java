// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.cluster;

import dev.varve.job.KafkaClients;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * Which topics of the target have something that a consumer of committed records can read. Offsets alone do not tell: markers and
 * aborted records take offsets, too. For one thread.
 */
public final class ReadableRecords {
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaClients clients;
    private final TargetCluster target;
    private final Duration limit;
    private final Map<String, String> found = new TreeMap<>();

    /** @param limit how long reading may take */
    public ReadableRecords(KafkaClients clients, TargetCluster target, Duration limit) {
        this.clients = clients;
        this.target = target;
        this.limit = limit;
    }

    /**
     * What there is to read, by topic, for people; without an entry for a topic that has nothing.
     *
     * @param topics the number of partitions by name
     */
    public Map<String, String> of(Map<String, Integer> topics) throws IOException {
        List<TopicPartition> partitions = new ArrayList<>();
        topics.forEach((topic, count) ->
                IntStream.range(0, count).forEach(number -> partitions.add(new TopicPartition(topic, number))));
        if (partitions.isEmpty()) {
            return found;
        }
        Map<TopicPartition, Long> starts = target.logStarts(partitions);
        Map<TopicPartition, Long> stable = target.stableOffsets(partitions);
        Map<TopicPartition, Long> ends = target.highWatermarks(partitions);
        Map<TopicPartition, Long> toRead = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long end = stable.getOrDefault(partition, 0L);
            if (starts.getOrDefault(partition, 0L) < end) {
                toRead.put(partition, end);
            } else if (end < ends.getOrDefault(partition, 0L)) {
                found.putIfAbsent(
                        partition.topic(),
                        "partition " + partition.partition() + " has an open transaction at offset " + end);
            }
        }
        read(toRead, starts);
        return found;
    }

    private void read(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> starts) throws IOException {
        Map<TopicPartition, Long> pending = new HashMap<>(ends);
        pending.keySet().removeIf(partition -> found.containsKey(partition.topic()));
        long begin = System.nanoTime();
        try (KafkaConsumer<ByteBuffer, ByteBuffer> consumer =
                clients.consumer("varve-plan", new ByteBufferDeserializer(), new ByteBufferDeserializer())) {
            consumer.assign(pending.keySet());
            pending.keySet().forEach(partition -> consumer.seek(partition, starts.getOrDefault(partition, 0L)));
            while (!pending.isEmpty() && System.nanoTime() - begin < limit.toNanos()) {
                poll(consumer, pending);
            }
        } catch (KafkaException e) {
            throw target.failure(e);
        }
        pending.forEach((partition, end) -> found.putIfAbsent(
                partition.topic(),
                "partition " + partition.partition() + " could not be read up to offset " + end + " in "
                        + limit.toSeconds() + " s"));
    }

    private void poll(KafkaConsumer<ByteBuffer, ByteBuffer> consumer, Map<TopicPartition, Long> pending) {
        try {
            ConsumerRecords<ByteBuffer, ByteBuffer> records = consumer.poll(POLL);
            records.partitions()
                    .forEach(partition -> found.putIfAbsent(
                            partition.topic(),
                            "partition " + partition.partition() + " has records from offset "
                                    + records.records(partition).get(0).offset() + " on"));
            Set<TopicPartition> done = new HashSet<>();
            pending.forEach((partition, end) -> {
                if (found.containsKey(partition.topic()) || consumer.position(partition) >= end) {
                    done.add(partition);
                }
            });
            remove(consumer, pending, done);
        } catch (OffsetOutOfRangeException e) {
            consumer.seekToBeginning(e.offsetOutOfRangePartitions().keySet());
        } catch (TopicAuthorizationException e) {
            // That a right is missing is a problem of its own.
            Set<TopicPartition> unreadable = new HashSet<>(pending.keySet());
            unreadable.removeIf(partition -> !e.unauthorizedTopics().contains(partition.topic()));
            remove(consumer, pending, unreadable);
        }
    }

    private static void remove(
            KafkaConsumer<ByteBuffer, ByteBuffer> consumer,
            Map<TopicPartition, Long> pending,
            Set<TopicPartition> done) {
        if (!done.isEmpty()) {
            pending.keySet().removeAll(done);
            consumer.assign(pending.keySet());
        }
    }
}
