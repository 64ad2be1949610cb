// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RecordHeader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a target holds, read by a plain consumer that sees committed records only. */
public record RestoredTopics(TestCluster target) {

    /** Proves that topics hold what was sent to their sources, record by record and in order. */
    public void requireExactly(ProducedTopic... topics) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = read(partitions(topics));
        for (ProducedTopic topic : topics) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                List<ConsumerRecord<byte[], byte[]>> records =
                        found.getOrDefault(new TopicPartition(topic.name(), partition), List.of());
                assertThat(difference(topic.expected(partition), records))
                        .as("difference in %s-%s of the target", topic.name(), partition)
                        .isEmpty();
            }
        }
    }

    private static List<TopicPartition> partitions(ProducedTopic... topics) {
        return Stream.of(topics)
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
    }

    public void requireExactly(String topic, int partition, List<ArchivedRecord> expected) {
        assertThat(difference(expected, read(topic, partition)))
                .as("difference in %s-%s of the target", topic, partition)
                .isEmpty();
    }

    /** As {@link #requireExactly}, with repeats of records that were there before. Expects values of their own. */
    public void requireExactlyOnFirstSight(String topic, int partition, List<ArchivedRecord> expected) {
        Set<ByteBuffer> seen = new HashSet<>();
        List<ConsumerRecord<byte[], byte[]>> first = read(topic, partition).stream()
                .filter(record -> seen.add(ByteBuffer.wrap(record.value())))
                .toList();
        assertThat(difference(expected, first))
                .as("difference in %s-%s of the target, without repeats", topic, partition)
                .isEmpty();
    }

    /** Where the target differs; empty if it does not. */
    public static Optional<String> difference(
            List<ArchivedRecord> expected, List<ConsumerRecord<byte[], byte[]>> found) {
        int common = Math.min(expected.size(), found.size());
        for (int i = 0; i < common; i++) {
            if (!isSame(expected.get(i), found.get(i))) {
                return Optional.of("record " + i + " of " + expected.size() + ": expected " + expected.get(i)
                        + ", found " + found.get(i));
            }
        }
        return expected.size() == found.size()
                ? Optional.empty()
                : Optional.of("expected " + expected.size() + " records, found " + found.size());
    }

    private static boolean isSame(ArchivedRecord expected, ConsumerRecord<byte[], byte[]> found) {
        List<RecordHeader> headers = new ArrayList<>();
        for (Header header : found.headers()) {
            headers.add(new RecordHeader(header.key(), header.value()));
        }
        return expected.timestamp() == found.timestamp()
                && found.timestampType() == TimestampType.CREATE_TIME
                && Arrays.equals(expected.key(), found.key())
                && Arrays.equals(expected.value(), found.value())
                && expected.headers().equals(headers);
    }

    /** How many records a topic has; none if it does not exist. */
    public int count(ProducedTopic topic) throws Exception {
        return target.topicNames().contains(topic.name())
                ? read(partitions(topic)).values().stream().mapToInt(List::size).sum()
                : 0;
    }

    /** Grows with every commit to a topic: the sum of its last stable offsets, 0 if there is no such topic. */
    public long progress(String topic) throws Exception {
        if (!target.topicNames().contains(topic)) {
            return 0;
        }
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int i = 0; i < target.describe(topic).partitions().size(); i++) {
            asked.put(new TopicPartition(topic, i), OffsetSpec.latest());
        }
        return target
                .admin()
                .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .values()
                .stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    /** Waits for a commit to a topic; returns its progress then. */
    public long awaitMoreThan(long before, String topic) throws Exception {
        Await.until("more is restored to " + topic, () -> progress(topic) > before);
        return progress(topic);
    }

    /** All committed records of a partition, up to the last stable offset. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic, int partition) {
        TopicPartition asked = new TopicPartition(topic, partition);
        return read(List.of(asked)).getOrDefault(asked, List.of());
    }

    private Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> read(List<TopicPartition> partitions) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                target.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "none",
                "max.poll.records",
                5000);
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                consumer.poll(Duration.ofSeconds(1))
                        .forEach(record -> records.computeIfAbsent(
                                        new TopicPartition(record.topic(), record.partition()),
                                        key -> new ArrayList<>())
                                .add(record));
            }
        }
        return records;
    }
}
