// SPDX-License-Identifier: Apache-2.0
package dev.varve.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A topic with seeded content.
 *
 * @param topic name of the topic
 * @param recordBytes about how long a JSON value is, in bytes
 * @param recordCount records over all partitions
 */
record Dataset(String topic, int recordBytes, long recordCount) {
    static final int PARTITIONS = 8;
    private static final long FIRST_TIMESTAMP =
            System.currentTimeMillis() - Duration.ofHours(12).toMillis();

    static final List<Dataset> ALL =
            List.of(new Dataset("json-800", 800, 2_000_000), new Dataset("json-90", 90, 8_000_000));

    Dataset dividedBy(int divisor) {
        return new Dataset(topic, recordBytes, recordCount / divisor);
    }

    Dataset named(String other) {
        return new Dataset(other, recordBytes, recordCount);
    }

    /** A record. Arrays are not copied: do not modify them. */
    @SuppressWarnings("ArrayRecordComponent")
    record Entry(long timestamp, byte[] key, byte[] value) {}

    void createTopic(String bootstrapServers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
    }

    static void delete(String bootstrapServers, String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.deleteTopics(List.of(topic)).all().get();
        }
    }

    /** Committed records, by reading them. */
    static long count(String bootstrapServers, String topic) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        long count = 0;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                count += consumer.poll(Duration.ofSeconds(1)).count();
            }
        }
        return count;
    }

    void fill(String bootstrapServers) throws Exception {
        createTopic(bootstrapServers);
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 * 1024,
                ProducerConfig.LINGER_MS_CONFIG,
                20,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                64L * 1024 * 1024);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            send(producer);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told what becomes of it
    private void send(KafkaProducer<byte[], byte[]> producer) {
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        SplittableRandom random = new SplittableRandom(recordBytes);
        for (long i = 0; i < recordCount; i++) {
            Entry entry = entry(i, random);
            producer.send(
                    new ProducerRecord<>(topic, (int) (i % PARTITIONS), entry.timestamp(), entry.key(), entry.value()),
                    (metadata, error) -> failure.compareAndSet(null, error));
        }
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("Cannot fill topic " + topic, failure.get());
        }
    }

    /** The first records that {@link #fill} sends. */
    List<Entry> first(int count) {
        SplittableRandom random = new SplittableRandom(recordBytes);
        return IntStream.range(0, count)
                .mapToObj(number -> entry(number, random))
                .toList();
    }

    private Entry entry(long number, SplittableRandom random) {
        return new Entry(FIRST_TIMESTAMP + number, key(random), value(number, random));
    }

    private static byte[] key(SplittableRandom random) {
        return ("user-" + random.nextInt(100_000)).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] value(long number, SplittableRandom random) {
        StringBuilder json = new StringBuilder(recordBytes + 32);
        json.append("{\"id\":").append(number).append(",\"amount\":").append(random.nextInt(1_000_000));
        for (int field = 0; json.length() < recordBytes - 24; field++) {
            json.append(",\"field")
                    .append(field)
                    .append("\":\"")
                    .append(word(random))
                    .append('"');
        }
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Half of the words repeat often, the other half hardly ever: about what business events compress like. */
    private static String word(SplittableRandom random) {
        if (random.nextBoolean()) {
            return "status-" + random.nextInt(50);
        }
        return Long.toHexString(random.nextLong()).toLowerCase(Locale.ROOT);
    }
}
