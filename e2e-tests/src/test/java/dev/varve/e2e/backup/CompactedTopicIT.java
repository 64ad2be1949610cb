// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compacted topic read twice gives fewer records the second time. */
class CompactedTopicIT {
    private static final int KEYS = 10;

    @Test
    void olderSavepointAfterCleaningTakesNothingAway(@TempDir Path directory) throws Exception {
        TestCluster source = TestCluster.shared();
        ProducedTopic topic = source.create(
                "compacted",
                1,
                Map.of(
                        "cleanup.policy",
                        "compact",
                        "segment.ms",
                        "100",
                        "min.cleanable.dirty.ratio",
                        "0.01",
                        "delete.retention.ms",
                        "0"));
        BackupOf backup = BackupOf.topics(source, directory, topic);
        sendKeys(topic, 200);
        String older;
        try (RunningJob running = backup.start()) {
            backup.archive().awaitAll(topic);
            older = running.stop();
        }
        sendKeys(topic, 200);
        try (RunningJob running = backup.resume(older)) {
            backup.archive().awaitAll(topic);
            running.stop();
        }
        Await.until("the broker has cleaned the topic", () -> {
            sendKeys(topic, 1);
            return recordsAtSource(source, topic, 200) < 100;
        });

        try (RunningJob running = backup.resume(older)) {
            sendKeys(topic, 1);
            backup.archive().awaitAll(topic);
            running.stop();
        }

        // The first 401 were read before the cleaning, and so every one of them must be there.
        List<Long> offsets = backup.archive().records(topic.partition(0)).stream()
                .map(record -> record.offset())
                .toList();
        assertThat(offsets).startsWith(offsetsBelow(400));
        assertThat(backup.archive().partition(topic.partition(0)).overlaps()).isNotEmpty();
        assertThat(backup.archive().differenceWithin(topic, 0)).isEmpty();
        backup.archive().requireWhole();
    }

    private static Long[] offsetsBelow(long end) {
        Long[] offsets = new Long[Math.toIntExact(end)];
        for (int i = 0; i < end; i++) {
            offsets[i] = (long) i;
        }
        return offsets;
    }

    private static void sendKeys(ProducedTopic topic, int count) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] key = ("key-" + i % KEYS).getBytes(UTF_8);
            byte[] value = i % 17 == 16 ? null : ("value-" + System.nanoTime()).getBytes(UTF_8);
            records.add(topic.record(0, System.currentTimeMillis(), key, value));
        }
        topic.send(records);
    }

    /** How many records a plain consumer gets from an offset on. */
    private static int recordsAtSource(TestCluster source, ProducedTopic topic, long from) throws Exception {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        long end = topic.logEnd(0);
        int count = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", source.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            while (consumer.position(partition) < end) {
                count += consumer.poll(Duration.ofMillis(200)).count();
            }
        }
        return count;
    }
}
