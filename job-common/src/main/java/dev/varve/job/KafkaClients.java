// SPDX-License-Identifier: Apache-2.0
package dev.varve.job;

import dev.varve.job.config.ConnectionConfig.Cluster;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Kafka clients of one cluster, set up as Varve needs them. The user's properties come on top of our defaults, and what the
 * argument for correctness rests on comes on top of the user's.
 *
 * @param cluster where to connect, with the user's properties
 */
public record KafkaClients(Cluster cluster) {
    private static final Map<String, Object> READING_DEFAULTS = Map.of(
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000,
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20,
            ConsumerConfig.RECEIVE_BUFFER_CONFIG, 1 << 20,
            CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);

    private static final Map<String, Object> READING_DUTIES = Map.of(
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "none",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.CHECK_CRCS_CONFIG,
            true,
            ConsumerConfig.GROUP_PROTOCOL_CONFIG,
            "classic");

    private static final Map<String, Object> WRITING_DEFAULTS = Map.of(
            ProducerConfig.BATCH_SIZE_CONFIG,
            256 << 10,
            ProducerConfig.LINGER_MS_CONFIG,
            20,
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            64L << 20,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4",
            ProducerConfig.SEND_BUFFER_CONFIG,
            1 << 20,
            CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG,
            false);

    private static final Map<String, Object> WRITING_DUTIES = Map.of(
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            5);

    /**
     * A consumer for assigned partitions that sees committed records only, commits nothing and never jumps to another offset by
     * itself.
     *
     * @param keys not closed before the consumer
     * @param values not closed before the consumer
     */
    public KafkaConsumer<ByteBuffer, ByteBuffer> consumer(
            String clientId, Deserializer<ByteBuffer> keys, Deserializer<ByteBuffer> values) {
        return new KafkaConsumer<>(consumerProperties(clientId), keys, values);
    }

    /**
     * Properties of a producer whose records are acknowledged by all replicas in sync and written once. Serializers are the caller's.
     * They hold secrets.
     */
    public Map<String, Object> producerProperties(String clientId) {
        Map<String, Object> properties = new HashMap<>(WRITING_DEFAULTS);
        properties.putAll(userProperties(ProducerConfig.configNames()));
        properties.putAll(WRITING_DUTIES);
        properties.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, fullClientId(clientId));
        return properties;
    }

    /** How long {@link #admin} may wait for an answer: what the user's properties say, or the given time. */
    public Duration answerTimeout(Duration otherwise) {
        String chosen = cluster.properties().getOrDefault(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "");
        return chosen.matches("[0-9]{1,9}") ? Duration.ofMillis(Integer.parseInt(chosen)) : otherwise;
    }

    /** A client for asking the cluster about itself. */
    public Admin admin(String clientId) {
        return Admin.create(adminProperties(clientId));
    }

    /** Properties of {@link #consumer}. They hold secrets. */
    public Map<String, Object> consumerProperties(String clientId) {
        Map<String, Object> properties = new HashMap<>(READING_DEFAULTS);
        properties.putAll(userProperties(ConsumerConfig.configNames()));
        properties.putAll(READING_DUTIES);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, fullClientId(clientId));
        return properties;
    }

    /** Properties of {@link #admin}. They hold secrets. */
    public Map<String, Object> adminProperties(String clientId) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        properties.putAll(userProperties(AdminClientConfig.configNames()));
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, fullClientId(clientId));
        return properties;
    }

    /** Quotas of a cluster go by client id, so the user's own, if any, stays in front. */
    private String fullClientId(String clientId) {
        String chosen = cluster.properties().get(CommonClientConfigs.CLIENT_ID_CONFIG);
        return chosen == null ? clientId : chosen + "-" + clientId;
    }

    /** What this kind of client knows, and what no client knows: log-in modules have keys of their own. */
    private Map<String, String> userProperties(Set<String> known) {
        Set<String> foreign = new HashSet<>(ConsumerConfig.configNames());
        foreign.addAll(ProducerConfig.configNames());
        foreign.addAll(AdminClientConfig.configNames());
        foreign.removeAll(known);
        Map<String, String> chosen = new HashMap<>(cluster.properties());
        chosen.keySet().removeAll(foreign);
        return chosen;
    }
}
