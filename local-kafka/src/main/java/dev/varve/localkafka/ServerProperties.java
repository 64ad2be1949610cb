// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The server.properties of one broker that is its own controller. */
final class ServerProperties {
    /** Set from the broker's directory, ports and node id; a value from outside would break the start or the probes. */
    private static final Set<String> RESERVED = Set.of(
            "node.id",
            "process.roles",
            "log.dir",
            "log.dirs",
            "listeners",
            "advertised.listeners",
            "controller.quorum.voters",
            "controller.listener.names");

    /** One node needs no second replica; a few partitions and threads start and stop quickly. */
    private static final Map<String, String> SMALL = Map.ofEntries(
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("num.partitions", "1"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "4"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("share.coordinator.state.topic.num.partitions", "4"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("group.coordinator.threads", "1"),
            Map.entry("num.network.threads", "2"),
            Map.entry("num.io.threads", "2"),
            Map.entry("background.threads", "2"));

    /**
     * Retention, compaction and deletion show their effect within seconds. A killed broker may register again only after
     * its old session has timed out, so the session's length is what a restart after a kill costs.
     */
    private static final Map<String, String> PROMPT = Map.ofEntries(
            Map.entry("broker.session.timeout.ms", "3000"),
            Map.entry("broker.heartbeat.interval.ms", "500"),
            Map.entry("log.initial.task.delay.ms", "500"),
            Map.entry("log.retention.check.interval.ms", "1000"),
            Map.entry("log.segment.delete.delay.ms", "500"),
            Map.entry("log.cleaner.backoff.ms", "500"));

    /**
     * Kafka allocates index files in full and the cleaner's map at start: with the defaults a killed broker leaves 20 MB
     * per partition to copy, and the cleaner takes a third of the heap.
     */
    private static final Map<String, String> SIZES = Map.ofEntries(
            Map.entry("log.index.size.max.bytes", "1048576"),
            Map.entry("log.cleaner.dedupe.buffer.size", "8388608"),
            Map.entry("message.max.bytes", "33554432"),
            Map.entry("replica.fetch.max.bytes", "33554432"));

    private ServerProperties() {}

    static Map<String, String> of(BrokerConfig config, Path data, BrokerPorts ports) {
        int nodeId = config.nodeId();
        StringBuilder clients = new StringBuilder("PLAINTEXT://127.0.0.1:" + ports.client());
        StringBuilder protocols = new StringBuilder("PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        Map<String, String> all = new TreeMap<>();
        all.putAll(SMALL);
        all.putAll(PROMPT);
        all.putAll(SIZES);
        for (ClientListener listener : config.listeners()) {
            clients.append(',').append(listener.name()).append("://127.0.0.1:").append(ports.of(listener.name()));
            protocols.append(',').append(listener.name()).append(':').append(listener.protocol());
            all.putAll(listener.serverProperties());
        }
        all.put("listener.security.protocol.map", protocols.toString());
        all.putAll(config.properties());
        all.put("process.roles", "broker,controller");
        all.put("node.id", Integer.toString(nodeId));
        all.put("controller.quorum.voters", nodeId + "@127.0.0.1:" + ports.controller());
        all.put("controller.listener.names", "CONTROLLER");
        all.put("listeners", clients + ",CONTROLLER://127.0.0.1:" + ports.controller());
        all.put("advertised.listeners", clients.toString());
        all.put("log.dirs", data.toString());
        return all;
    }

    static void rejectReserved(Collection<String> keys) {
        Set<String> found = new TreeSet<>(keys);
        found.retainAll(RESERVED);
        if (!found.isEmpty()) {
            throw new IllegalArgumentException(
                    "Invalid broker properties: " + String.join(", ", found) + " are set by the broker itself");
        }
    }
}
