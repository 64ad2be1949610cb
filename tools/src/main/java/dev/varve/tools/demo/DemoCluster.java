// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

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
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A real broker in a process of its own, which ends with the demo unless it is to be kept. */
final class DemoCluster implements AutoCloseable {
    private static final Pattern VERSION = Pattern.compile("Kafka version: ([0-9][0-9.]*)");

    private static final long LEADER_PAUSE_MILLIS = 100;

    private final KafkaBroker broker;
    private final Admin admin;

    private DemoCluster(KafkaBroker broker) {
        this.broker = broker;
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()));
    }

    /** @param name of its directory, if files are kept */
    static DemoCluster start(DemoFiles files, String name) throws IOException, InterruptedException {
        BrokerConfig config = BrokerConfig.defaults().withProperty("auto.create.topics.enable", "false");
        return new DemoCluster(KafkaBroker.start(files.kept() ? config.withDirectory(files.broker(name)) : config));
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
            awaitLeaders(topics);
        } catch (ExecutionException e) {
            throw new IOException("Cannot create the demo's topics: " + e.getCause(), e);
        }
    }

    /** Batches sent while a partition comes into being may be taken out of order, and an idempotent producer then waits in vain. */
    private void awaitLeaders(Collection<DemoTopic> topics) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        for (DemoTopic topic : topics) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                partitions.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
        }
        while (!answers(partitions)) {
            Thread.sleep(LEADER_PAUSE_MILLIS);
        }
    }

    /** Right after its creation a broker may not know a topic yet. */
    private boolean answers(Map<TopicPartition, OffsetSpec> partitions)
            throws ExecutionException, InterruptedException {
        try {
            admin.listOffsets(partitions).all().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    /** Deletes topics; returns how many the broker has left. */
    int delete(Collection<DemoTopic> topics) throws IOException, InterruptedException {
        try {
            admin.deleteTopics(topics.stream().map(DemoTopic::name).toList())
                    .all()
                    .get();
            return admin.listTopics().names().get().size();
        } catch (ExecutionException e) {
            throw new IOException("Cannot delete the demo's topics: " + e.getCause(), e);
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
