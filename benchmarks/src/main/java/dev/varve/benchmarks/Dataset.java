// SPDX-License-Identifier: Apache-2.0
package dev.varve.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
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

    static final List<Dataset> ALL =
            List.of(new Dataset("json-800", 800, 2_000_000), new Dataset("json-90", 90, 8_000_000));

    Dataset dividedBy(int divisor) {
        return new Dataset(topic, recordBytes, recordCount / divisor);
    }

    void fill(String bootstrapServers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
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
            producer.send(
                    new ProducerRecord<>(topic, (int) (i % PARTITIONS), key(random), value(i, random)),
                    (metadata, error) -> failure.compareAndSet(null, error));
        }
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("Cannot fill topic " + topic, failure.get());
        }
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
