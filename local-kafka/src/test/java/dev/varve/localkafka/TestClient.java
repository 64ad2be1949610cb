// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What the tests ask of a broker, by Kafka's own client and always over fresh connections. */
final class TestClient {
    private final String bootstrapServers;
    private final TopicPartition orders;

    /** Of one topic, which need not exist. */
    TestClient(KafkaBroker broker, String topic) {
        this.bootstrapServers = broker.bootstrapServers();
        this.orders = new TopicPartition(topic, 0);
    }

    void createTopic() throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(orders.topic(), 1, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    Uuid topicId() throws Exception {
        try (Admin admin = admin()) {
            return admin.describeTopics(List.of(orders.topic()))
                    .allTopicNames()
                    .get(30, TimeUnit.SECONDS)
                    .values()
                    .iterator()
                    .next()
                    .topicId();
        }
    }

    String clusterId() throws Exception {
        try (Admin admin = admin()) {
            return admin.describeCluster().clusterId().get(30, TimeUnit.SECONDS);
        }
    }

    /** Whether the broker answers within two seconds. */
    boolean reaches() throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrapServers, "request.timeout.ms", "1000", "default.api.timeout.ms", "2000");
        try (Admin admin = Admin.create(settings)) {
            admin.describeCluster().nodes().get(5, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    String brokerSetting(String key) throws Exception {
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
        try (Admin admin = admin()) {
            return admin.describeConfigs(List.of(broker))
                    .all()
                    .get(30, TimeUnit.SECONDS)
                    .values()
                    .iterator()
                    .next()
                    .get(key)
                    .value();
        }
    }

    void append(String... values) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "acks", "all");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(orders.topic(), value)).get(30, TimeUnit.SECONDS);
            }
        }
    }

    /** All values in the topic, in the order of their offsets. */
    List<String> values() {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "group.id", "reader");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(orders));
            consumer.seekToEnd(List.of(orders));
            long end = consumer.position(orders);
            consumer.seekToBeginning(List.of(orders));
            List<String> values = new ArrayList<>();
            while (consumer.position(orders) < end) {
                for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(200))) {
                    values.add(each.value());
                }
            }
            return values;
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }
}
