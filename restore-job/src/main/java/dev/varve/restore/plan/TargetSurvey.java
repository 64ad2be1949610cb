// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.format.Id;
import dev.varve.restore.cluster.TargetCluster;
import dev.varve.restore.cluster.TargetUnreachableException;
import dev.varve.restore.plan.TargetState.ExistingTopic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Asks the target about itself, and changes nothing. For one thread. */
final class TargetSurvey {
    /** Controllers refuse requests that need more than 10,000 entries in the metadata log. */
    private static final int TOPICS_AT_ONCE = 200;

    private static final int PARTITIONS_AT_ONCE = 2_000;

    private final TargetCluster cluster;

    TargetSurvey(TargetCluster cluster) {
        this.cluster = cluster;
    }

    /** @throws TargetUnreachableException if nobody answers in time */
    TargetState state(Collection<String> names) throws IOException {
        var answer = cluster.admin().describeCluster(new DescribeClusterOptions().timeoutMs(cluster.timeoutMillis()));
        Collection<Node> nodes = cluster.await(answer.nodes());
        Set<String> hidden = new TreeSet<>();
        Map<String, TopicDescription> descriptions = describe(names, hidden);
        Map<String, Config> settings = settings(ConfigResource.Type.TOPIC, descriptions.keySet());
        Map<String, ExistingTopic> topics = new HashMap<>();
        descriptions.forEach((name, description) -> topics.put(name, topic(description, settings.get(name))));
        String node = nodes.iterator().next().idString();
        Config broker = settings(ConfigResource.Type.BROKER, Set.of(node)).get(node);
        return new TargetState(nodes.size(), broker == null ? Map.of() : values(broker, false), topics, hidden);
    }

    private Map<String, TopicDescription> describe(Collection<String> names, Set<String> hidden) throws IOException {
        var options =
                new DescribeTopicsOptions().timeoutMs(cluster.timeoutMillis()).includeAuthorizedOperations(true);
        Map<String, TopicDescription> found = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> one :
                cluster.admin().describeTopics(names, options).topicNameValues().entrySet()) {
            try {
                found.put(one.getKey(), one.getValue().get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof AuthorizationException) {
                    hidden.add(one.getKey());
                } else if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                        && !(e.getCause() instanceof InvalidTopicException)) {
                    throw cluster.failure(e);
                }
            } catch (InterruptedException e) {
                throw TargetCluster.interrupted(e);
            }
        }
        return found;
    }

    /** Without those that may not be read. */
    private Map<String, Config> settings(ConfigResource.Type type, Set<String> names) throws IOException {
        List<ConfigResource> resources =
                names.stream().map(name -> new ConfigResource(type, name)).toList();
        Map<String, Config> found = new HashMap<>();
        for (Map.Entry<ConfigResource, KafkaFuture<Config>> one : cluster.admin()
                .describeConfigs(resources, new DescribeConfigsOptions().timeoutMs(cluster.timeoutMillis()))
                .values()
                .entrySet()) {
            try {
                found.put(one.getKey().name(), one.getValue().get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof AuthorizationException)) {
                    throw cluster.failure(e);
                }
            } catch (InterruptedException e) {
                throw TargetCluster.interrupted(e);
            }
        }
        return found;
    }

    private static ExistingTopic topic(TopicDescription description, @Nullable Config settings) {
        Uuid id = description.topicId();
        return new ExistingTopic(
                description.name(),
                new Id(id.getMostSignificantBits(), id.getLeastSignificantBits()),
                description.partitions().size(),
                settings == null ? Map.of() : values(settings, false),
                settings == null ? Map.of() : values(settings, true),
                description.authorizedOperations());
    }

    private static Map<String, String> values(Config config, boolean onlyOwn) {
        Map<String, String> values = new HashMap<>();
        for (ConfigEntry entry : config.entries()) {
            boolean own = entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG;
            if (entry.value() != null && (own || !onlyOwn)) {
                values.put(entry.name(), entry.value());
            }
        }
        return values;
    }

    /** Why topics could not be created; without an entry where they could. Creates nothing. */
    Map<String, ApiException> tryToCreate(Collection<NewTopic> topics) throws IOException {
        Map<String, ApiException> refusals = new HashMap<>();
        List<NewTopic> some = new ArrayList<>();
        int partitions = 0;
        for (NewTopic topic : topics) {
            some.add(topic);
            partitions += topic.numPartitions();
            if (some.size() >= TOPICS_AT_ONCE || partitions >= PARTITIONS_AT_ONCE) {
                refusals.putAll(tryToCreateSome(some));
                some.clear();
                partitions = 0;
            }
        }
        refusals.putAll(tryToCreateSome(some));
        return refusals;
    }

    private Map<String, ApiException> tryToCreateSome(List<NewTopic> topics) throws IOException {
        Map<String, ApiException> refusals = new HashMap<>();
        var options =
                new CreateTopicsOptions().timeoutMs(cluster.timeoutMillis()).validateOnly(true);
        for (Map.Entry<String, KafkaFuture<Void>> one :
                cluster.admin().createTopics(topics, options).values().entrySet()) {
            try {
                one.getValue().get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof ApiException refusal && !TargetCluster.isUnreachable(refusal)) {
                    refusals.put(one.getKey(), refusal);
                } else {
                    throw cluster.failure(e);
                }
            } catch (InterruptedException e) {
                throw TargetCluster.interrupted(e);
            }
        }
        return refusals;
    }
}
