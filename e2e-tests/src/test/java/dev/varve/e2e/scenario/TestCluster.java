// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import dev.varve.format.Id;
import dev.varve.localkafka.BrokerConfig;
import dev.varve.localkafka.KafkaBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A source or target cluster, as those see it who use it: a broker in its own process, and clients of it. */
public final class TestCluster implements AutoCloseable {
    public static final long TIMEOUT_SECONDS = 60;

    /** Without it a broker deletes records of long ago at once. */
    private static final Map<String, String> KEEPING = Map.of("retention.ms", "-1");

    private static @Nullable TestCluster shared;
    private static @Nullable TestCluster sharedTarget;

    private final KafkaBroker broker;
    private @Nullable Admin admin;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    private TestCluster(KafkaBroker broker) {
        this.broker = broker;
    }

    /** One for all tests of this JVM that neither stop nor damage it. Ends with the JVM. */
    public static synchronized TestCluster shared() throws IOException, InterruptedException {
        TestCluster running = shared;
        if (running == null) {
            running = start(BrokerConfig.defaults());
            shared = running;
        }
        return running;
    }

    /** Another one, to restore into. */
    public static synchronized TestCluster target() throws IOException, InterruptedException {
        TestCluster running = sharedTarget;
        if (running == null) {
            running = start(BrokerConfig.defaults());
            sharedTarget = running;
        }
        return running;
    }

    public static TestCluster start(BrokerConfig config) throws IOException, InterruptedException {
        return new TestCluster(KafkaBroker.start(config));
    }

    public KafkaBroker broker() {
        return broker;
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Also for several threads. */
    public synchronized Admin admin() {
        Admin open = admin;
        if (open == null) {
            open = Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
            admin = open;
        }
        return open;
    }

    /** The one without transactions. */
    public synchronized KafkaProducer<byte[], byte[]> producer() {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open == null) {
            open = producer(Map.of());
            producer = open;
        }
        return open;
    }

    public KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "acks",
                "all",
                "linger.ms",
                5,
                "compression.type",
                "zstd",
                "max.request.size",
                110_000_000,
                "buffer.memory",
                128L << 20));
        all.putAll(settings);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    public ProducedTopic create(String name, int partitions) throws Exception {
        return create(name, partitions, Map.of());
    }

    public ProducedTopic create(String name, int partitions, Map<String, String> settings) throws Exception {
        return create(List.of(name), partitions, settings).get(0);
    }

    /** Creates topics that are alike. */
    public List<ProducedTopic> create(List<String> names, int partitions, Map<String, String> settings)
            throws Exception {
        Map<String, String> all = new HashMap<>(KEEPING);
        all.putAll(settings);
        admin().createTopics(names.stream()
                        .map(name -> new NewTopic(name, partitions, (short) 1).configs(all))
                        .toList())
                .all()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        Await.until("topics exist: " + names, () -> topicNames().containsAll(names));
        Map<String, TopicDescription> described =
                admin().describeTopics(names).allTopicNames().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        awaitLeaders(described.values());
        boolean appendTime = "LogAppendTime".equals(settings.get("message.timestamp.type"));
        return names.stream()
                .map(name -> new ProducedTopic(
                        this,
                        name,
                        id(Objects.requireNonNull(described.get(name)).topicId()),
                        partitions,
                        appendTime))
                .toList();
    }

    /** Deletes a topic, and waits until it is gone. */
    public void delete(String topic) throws Exception {
        admin().deleteTopics(List.of(topic)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        Await.until("topic is gone: " + topic, () -> !topicNames().contains(topic));
    }

    /**
     * Every partition answers. Batches that an idempotent producer has under way while a partition comes into being may be taken in
     * another order than they were sent, and the first one is then refused for ever.
     */
    private void awaitLeaders(Collection<TopicDescription> topics) throws Exception {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (TopicDescription topic : topics) {
            topic.partitions()
                    .forEach(partition ->
                            asked.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest()));
        }
        admin().listOffsets(asked).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    public List<String> topicNames() throws Exception {
        return List.copyOf(admin().listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
    }

    /** Settings that were made for this topic. */
    public Map<String, String> ownSettings(String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config settings = Objects.requireNonNull(admin().describeConfigs(List.of(resource))
                .all()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .get(resource));
        return settings.entries().stream()
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    }

    public TopicDescription describe(String topic) throws Exception {
        return Objects.requireNonNull(admin().describeTopics(List.of(topic))
                .allTopicNames()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .get(topic));
    }

    /** The first offset that the broker still has. */
    public long logStart(String topic, int partition) throws Exception {
        TopicPartition asked = new TopicPartition(topic, partition);
        return admin().listOffsets(Map.of(asked, OffsetSpec.earliest()))
                .partitionResult(asked)
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .offset();
    }

    private static Id id(Uuid uuid) {
        return new Id(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
        }
        broker.close();
    }
}
