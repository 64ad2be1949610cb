// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to start one broker.
 *
 * @param nodeId Kafka's node id
 * @param directory where the broker keeps its files, created if absent and kept at the end; null for a temporary
 *     directory that is deleted at the end
 * @param dataFrom a copy made by {@link KafkaBroker#copyDataTo} to begin with; null to begin with what the directory
 *     holds, or empty
 * @param properties Kafka server properties beside or instead of the defaults
 * @param listeners for clients, beside the plain one
 * @param jvmOptions options of the broker's JVM; of contradicting ones the last wins
 * @param startTimeout how long a start may take before it fails
 */
public record BrokerConfig(
        int nodeId,
        @Nullable Path directory,
        @Nullable Path dataFrom,
        Map<String, String> properties,
        List<ClientListener> listeners,
        List<String> jvmOptions,
        Duration startTimeout) {

    public BrokerConfig {
        if (nodeId < 0) {
            throw new IllegalArgumentException("Invalid node id: " + nodeId + ", need 0 or more");
        }
        if (startTimeout.isNegative() || startTimeout.isZero()) {
            throw new IllegalArgumentException("Invalid start timeout: " + startTimeout + ", need more than zero");
        }
        properties = Map.copyOf(properties);
        listeners = List.copyOf(listeners);
        jvmOptions = List.copyOf(jvmOptions);
        ServerProperties.rejectReserved(properties.keySet());
    }

    /** Node 1 in a temporary directory, with a small heap and a JVM tuned for a quick start. */
    public static BrokerConfig defaults() {
        return new BrokerConfig(
                1,
                null,
                null,
                Map.of(),
                List.of(),
                List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                Duration.ofSeconds(90));
    }

    public BrokerConfig withNodeId(int newNodeId) {
        return new BrokerConfig(newNodeId, directory, dataFrom, properties, listeners, jvmOptions, startTimeout);
    }

    public BrokerConfig withDirectory(Path newDirectory) {
        return new BrokerConfig(nodeId, newDirectory, dataFrom, properties, listeners, jvmOptions, startTimeout);
    }

    public BrokerConfig withDataFrom(Path copy) {
        return new BrokerConfig(nodeId, directory, copy, properties, listeners, jvmOptions, startTimeout);
    }

    /** Adds one Kafka server property or replaces its value. */
    public BrokerConfig withProperty(String key, String value) {
        return withProperties(Map.of(key, value));
    }

    /** Adds Kafka server properties; a value given here replaces one given before. */
    public BrokerConfig withProperties(Map<String, String> changed) {
        Map<String, String> merged = new HashMap<>(properties);
        merged.putAll(changed);
        return new BrokerConfig(nodeId, directory, dataFrom, merged, listeners, jvmOptions, startTimeout);
    }

    /** Adds a listener after the ones already there. */
    public BrokerConfig withListener(ClientListener listener) {
        List<ClientListener> extended = new ArrayList<>(listeners);
        extended.add(listener);
        return new BrokerConfig(nodeId, directory, dataFrom, properties, extended, jvmOptions, startTimeout);
    }

    /** Adds a JVM option after the ones already there, so {@code -Xmx1g} replaces the default heap. */
    public BrokerConfig withJvmOption(String option) {
        List<String> extended = new ArrayList<>(jvmOptions);
        extended.add(option);
        return new BrokerConfig(nodeId, directory, dataFrom, properties, listeners, extended, startTimeout);
    }

    public BrokerConfig withStartTimeout(Duration newStartTimeout) {
        return new BrokerConfig(nodeId, directory, dataFrom, properties, listeners, jvmOptions, newStartTimeout);
    }
}
