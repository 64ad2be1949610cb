// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a cluster is set up.
 *
 * @param slots of each TaskManager
 * @param heap of a TaskManager, as {@code -Xmx} takes it
 * @param properties of Flink's configuration; they win over those that the cluster chooses
 * @param jvmOptions of JobManager and TaskManagers
 * @param plugins directories of the distribution that the cluster has for its own
 */
public record ClusterConfig(
        int taskManagers,
        int slots,
        String heap,
        Map<String, String> properties,
        List<String> jvmOptions,
        List<String> plugins) {
    public ClusterConfig {
        plugins = List.copyOf(plugins);
        properties = Map.copyOf(properties);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** Two TaskManagers with two slots each; failed tasks start again at once and without end. */
    public static ClusterConfig defaults() {
        return new ClusterConfig(2, 2, "512m", Map.of(), List.of(), List.of());
    }

    public ClusterConfig withTaskManagers(int count) {
        return new ClusterConfig(count, slots, heap, properties, jvmOptions, plugins);
    }

    public ClusterConfig withHeap(String size) {
        return new ClusterConfig(taskManagers, slots, size, properties, jvmOptions, plugins);
    }

    public ClusterConfig with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(properties);
        more.put(key, value);
        return new ClusterConfig(taskManagers, slots, heap, more, jvmOptions, plugins);
    }

    public ClusterConfig withJvmOptions(String... options) {
        return new ClusterConfig(taskManagers, slots, heap, properties, List.of(options), plugins);
    }

    public ClusterConfig withPlugins(String... names) {
        return new ClusterConfig(taskManagers, slots, heap, properties, jvmOptions, List.of(names));
    }

    /** The lines of {@code config.yaml}. */
    List<String> lines(ClusterPorts ports, ClusterDirectory directory) {
        Map<String, String> all = new TreeMap<>(Map.ofEntries(
                Map.entry("jobmanager.rpc.address", "127.0.0.1"),
                Map.entry("jobmanager.rpc.port", Integer.toString(ports.rpc())),
                Map.entry("jobmanager.bind-host", "127.0.0.1"),
                Map.entry("rest.address", "127.0.0.1"),
                Map.entry("rest.bind-address", "127.0.0.1"),
                Map.entry("rest.port", Integer.toString(ports.rest())),
                Map.entry("rest.bind-port", Integer.toString(ports.rest())),
                Map.entry("taskmanager.host", "127.0.0.1"),
                Map.entry("taskmanager.bind-host", "127.0.0.1"),
                Map.entry("taskmanager.numberOfTaskSlots", Integer.toString(slots)),
                Map.entry("taskmanager.load-balance.mode", "SLOTS"),
                // A real cluster's scripts work these out from the size of the process.
                Map.entry("taskmanager.cpu.cores", "1.0"),
                Map.entry("taskmanager.memory.framework.heap.size", "128 mb"),
                Map.entry("taskmanager.memory.framework.off-heap.size", "128 mb"),
                Map.entry("taskmanager.memory.jvm-metaspace.size", "256 mb"),
                Map.entry("taskmanager.memory.jvm-overhead.min", "64 mb"),
                Map.entry("taskmanager.memory.jvm-overhead.max", "64 mb"),
                Map.entry("taskmanager.memory.task.heap.size", "256 mb"),
                Map.entry("taskmanager.memory.task.off-heap.size", "0 mb"),
                Map.entry("taskmanager.memory.network.min", "16 mb"),
                Map.entry("taskmanager.memory.network.max", "16 mb"),
                Map.entry("taskmanager.memory.managed.size", "16 mb"),
                Map.entry("heartbeat.interval", "1 s"),
                Map.entry("heartbeat.timeout", "10 s"),
                Map.entry("restart-strategy.type", "fixed-delay"),
                Map.entry("restart-strategy.fixed-delay.attempts", "1000"),
                Map.entry("restart-strategy.fixed-delay.delay", "500 ms"),
                Map.entry(
                        "execution.checkpointing.dir",
                        directory.checkpoints().toUri().toString())));
        all.putAll(properties);
        return all.entrySet().stream()
                .map(entry -> entry.getKey() + ": '" + entry.getValue() + "'")
                .toList();
    }
}
