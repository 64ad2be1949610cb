// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

import dev.varve.format.Id;
import dev.varve.localkafka.BrokerConfig;
import dev.varve.localkafka.KafkaBroker;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** A real broker in a process of its own, which ends with the demo unless it is to be kept. */
final class DemoCluster implements AutoCloseable {
    private static final Pattern VERSION = Pattern.compile("Kafka version: ([0-9][0-9.]*)");

    private final KafkaBroker broker;
    private final Admin admin;

    private DemoCluster(KafkaBroker broker) {
        this.broker = broker;
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()));
    }

    static DemoCluster start(DemoFiles files) throws IOException, InterruptedException {
        BrokerConfig config = BrokerConfig.defaults().withProperty("auto.create.topics.enable", "false");
        return new DemoCluster(KafkaBroker.start(files.kept() ? config.withDirectory(files.broker()) : config));
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    long pid() {
        return broker.pid();
    }

    String describe() throws IOException {
        String version = broker.logLines().stream()
                .map(VERSION::matcher)
                .filter(Matcher::find)
                .map(matcher -> " " + matcher.group(1))
                .findFirst()
                .orElse("");
        return "Kafka" + version + " at " + broker.bootstrapServers() + ", process " + broker.pid();
    }

    void create(Collection<DemoTopic> topics) throws IOException, InterruptedException {
        List<NewTopic> wanted = topics.stream()
                .map(topic -> new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.configs()))
                .toList();
        try {
            admin.createTopics(wanted).all().get();
        } catch (ExecutionException e) {
            throw new IOException("Cannot create the demo's topics: " + e.getCause(), e);
        }
    }

    /** What the broker says about the topics' ids. */
    Map<DemoTopic, Id> topicIds(Collection<DemoTopic> topics) throws IOException, InterruptedException {
        try {
            var descriptions = admin.describeTopics(
                            topics.stream().map(DemoTopic::name).toList())
                    .allTopicNames()
                    .get();
            Map<DemoTopic, Id> ids = new HashMap<>();
            for (DemoTopic topic : topics) {
                var description = descriptions.get(topic.name());
                if (description == null) {
                    throw new IOException("Missing topic: " + topic.name() + " is not at the broker");
                }
                ids.put(topic, Id.fromBase64(description.topicId().toString()));
            }
            return ids;
        } catch (ExecutionException e) {
            throw new IOException("Cannot describe the demo's topics: " + e.getCause(), e);
        }
    }

    /** Leaves the broker running when this JVM ends. */
    void keep() throws IOException {
        broker.detach();
    }

    @Override
    public void close() {
        admin.close();
        broker.close();
    }
}
