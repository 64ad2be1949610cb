// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.Id;
import dev.varve.job.ClusterAccessException;
import dev.varve.job.KafkaClients;
import dev.varve.job.OffsetLookup;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the source about its topics and offsets, and waits for the answers. Connects with the first question. Safe for use by several
 * threads.
 */
final class SourceCluster implements AutoCloseable {
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(500);

    private static final Duration OFFSET_TIMEOUT = Duration.ofMinutes(1);

    private static final String ROLE = "source";

    private final KafkaClients clients;
    private final String clientId;
    private @Nullable Admin admin;
    private boolean closed;

    SourceCluster(KafkaClients clients, String clientId) {
        this.clients = clients;
        this.clientId = clientId;
    }

    /** Not in the constructor: Flink lets a job hang whose enumerator cannot be restored. */
    private synchronized Admin admin() throws IOException {
        Admin open = admin;
        if (open == null) {
            if (closed) {
                throw new IOException("Closed: no more questions to the source cluster");
            }
            try {
                open = clients.admin(clientId);
            } catch (KafkaException e) {
                throw failure(e);
            }
            admin = open;
        }
        return open;
    }

    String clusterId() throws IOException {
        return await(admin().describeCluster().clusterId());
    }

    /** All topics that we may see, also internal ones. */
    Collection<TopicListing> topics() throws IOException {
        return await(
                admin().listTopics(new ListTopicsOptions().listInternal(true)).listings());
    }

    /** Descriptions by name; topics that do not exist are left out. */
    Map<String, TopicDescription> describe(Collection<String> names) throws IOException {
        return existing(
                name -> "Read on topic " + name, admin().describeTopics(names).topicNameValues());
    }

    /** The present topic ids by name, zero if the broker has none; topics that do not exist are left out. */
    Map<String, Id> topicIds(Collection<String> names) throws IOException {
        Map<String, Id> ids = new HashMap<>();
        describe(names).forEach((name, description) -> ids.put(name, id(description.topicId())));
        return ids;
    }

    /** @throws ClusterAccessException naming topics whose records we may not read, as far as the brokers tell */
    void requireRead(Collection<String> names) throws IOException {
        var options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
        Set<String> forbidden = new TreeSet<>();
        existing(
                        name -> "Read on topic " + name,
                        admin().describeTopics(names, options).topicNameValues())
                .forEach((name, topic) -> {
                    Set<AclOperation> allowed = topic.authorizedOperations();
                    if (allowed != null && !allowed.contains(AclOperation.READ)) {
                        forbidden.add(name);
                    }
                });
        if (!forbidden.isEmpty()) {
            throw ClusterAccessException.missingRight(
                    ROLE, clients.cluster(), "Read on topic " + String.join(", ", forbidden), null);
        }
    }

    /** Settings by topic name; topics that do not exist are left out. */
    Map<String, Config> settings(Collection<String> names) throws IOException {
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, Config> settings = new HashMap<>();
        existing(
                        topic -> "DescribeConfigs on topic " + topic.name(),
                        admin().describeConfigs(resources).values())
                .forEach((resource, config) -> settings.put(resource.name(), config));
        return settings;
    }

    /** First offsets that the source still has; partitions that do not exist are left out. */
    Map<TopicPartition, Long> logStarts(Collection<TopicPartition> partitions) throws IOException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED)
                .forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    /** Ends of what consumers may see, with the leader epoch; partitions that do not exist are left out. */
    Map<TopicPartition, ListOffsetsResultInfo> ends(
            Collection<TopicPartition> partitions, IsolationLevel isolationLevel) throws IOException {
        return offsets(partitions, OffsetSpec.latest(), isolationLevel);
    }

    /** First offsets at or after a time; without an entry where there is none, or no such partition. */
    Map<TopicPartition, Long> offsetsAt(Collection<TopicPartition> partitions, long timestampMillis)
            throws IOException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        offsets(partitions, OffsetSpec.forTimestamp(timestampMillis), IsolationLevel.READ_COMMITTED)
                .forEach((partition, info) -> {
                    if (info.offset() >= 0) {
                        offsets.put(partition, info.offset());
                    }
                });
        return offsets;
    }

    static int leaderEpoch(ListOffsetsResultInfo info) {
        return info.leaderEpoch().orElse(PartitionSplit.UNKNOWN_EPOCH);
    }

    static Id id(Uuid topicId) {
        return new Id(topicId.getMostSignificantBits(), topicId.getLeastSignificantBits());
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(
            Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolationLevel) throws IOException {
        try {
            return new OffsetLookup(admin(), clients.answerTimeout(OFFSET_TIMEOUT))
                    .find(partitions, spec, isolationLevel, this::offsetFailure);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private IOException offsetFailure(TopicPartition partition, ExecutionException failure) {
        return failure.getCause() instanceof AuthorizationException
                ? ClusterAccessException.missingRight(
                        ROLE, clients.cluster(), "Read on topic " + partition.topic(), failure.getCause())
                : failure(failure);
    }

    /** @param right that the user needs for each key */
    private <K, V> Map<K, V> existing(Function<K, String> right, Map<K, KafkaFuture<V>> futures) throws IOException {
        Map<K, V> results = new HashMap<>();
        for (Map.Entry<K, KafkaFuture<V>> future : futures.entrySet()) {
            find(right.apply(future.getKey()), future.getValue())
                    .ifPresent(value -> results.put(future.getKey(), value));
        }
        return results;
    }

    private <V> Optional<V> find(String right, KafkaFuture<V> future) throws IOException {
        try {
            return Optional.of(future.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof InvalidTopicException) {
                return Optional.empty();
            }
            if (e.getCause() instanceof AuthorizationException) {
                throw ClusterAccessException.missingRight(ROLE, clients.cluster(), right, e.getCause());
            }
            throw failure(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private <V> V await(KafkaFuture<V> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private IOException failure(Exception problem) {
        Throwable cause =
                problem instanceof ExecutionException && problem.getCause() != null ? problem.getCause() : problem;
        String bootstrapServers = clients.cluster().bootstrapServers();
        if (cause instanceof TimeoutException) {
            return new SourceUnreachableException(bootstrapServers, cause);
        }
        Optional<ClusterAccessException> login = ClusterAccessException.login(ROLE, clients.cluster(), cause);
        return login.isPresent()
                ? login.get()
                : new IOException(
                        "Cannot ask the source cluster at " + bootstrapServers + ": " + cause.getMessage(), cause);
    }

    /** What a consumer says about being let in or about rights, as ours; all else stays as it is. */
    Optional<ClusterAccessException> refusal(KafkaException problem) {
        if (problem instanceof TopicAuthorizationException missing) {
            return Optional.of(ClusterAccessException.missingRight(
                    ROLE,
                    clients.cluster(),
                    "Read on topic " + String.join(", ", new TreeSet<>(missing.unauthorizedTopics())),
                    problem));
        }
        return ClusterAccessException.login(ROLE, clients.cluster(), problem);
    }

    /** Waits before the same is asked again, because brokers learn of changes one after the other. */
    static void pause() throws IOException {
        try {
            Thread.sleep(BETWEEN_QUESTIONS.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static InterruptedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException wrapped = new InterruptedIOException("Interrupted while waiting for the source cluster");
        wrapped.initCause(e);
        return wrapped;
    }

    /** Names of topics, for questions about many partitions. */
    static Set<String> names(Collection<Incarnation> topics) {
        return topics.stream().map(Incarnation::topic).collect(Collectors.toSet());
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (admin != null) {
            admin.close(Duration.ofSeconds(5));
        }
    }
}
