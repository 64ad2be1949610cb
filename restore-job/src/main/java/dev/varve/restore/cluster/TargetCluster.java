// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.cluster;

import dev.varve.format.Id;
import dev.varve.job.KafkaClients;
import dev.varve.job.OffsetLookup;
import dev.varve.job.config.ConnectionConfig.Cluster;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Asks the target about its topics and offsets, changes its topics, and waits for the answers. Safe for use by several threads. */
public final class TargetCluster implements AutoCloseable {
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(100);

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final Duration OFFSET_TIMEOUT = Duration.ofMinutes(1);

    private final Cluster location;
    private final String bootstrapServers;
    private final int timeoutMillis;
    private final Duration offsetTimeout;
    private final Admin admin;

    /**
     * Connects with the first question only.
     *
     * @throws TargetUnreachableException if no name of a bootstrap server can be resolved
     */
    public TargetCluster(KafkaClients clients, String clientId) throws IOException {
        this.location = clients.cluster();
        this.bootstrapServers = location.bootstrapServers();
        this.timeoutMillis = Math.toIntExact(clients.answerTimeout(TIMEOUT).toMillis());
        this.offsetTimeout = clients.answerTimeout(OFFSET_TIMEOUT);
        try {
            this.admin = clients.admin(clientId);
        } catch (KafkaException e) {
            Throwable cause = e.getCause();
            if (cause instanceof ConfigException
                    && String.valueOf(cause.getMessage()).contains("bootstrap")) {
                throw new TargetUnreachableException(bootstrapServers, cause);
            }
            throw failure(e);
        }
    }

    /** For questions that only one caller has; closed with this. */
    public Admin admin() {
        return admin;
    }

    /** How long an answer may take: what the user's properties say, else 30 s. */
    public int timeoutMillis() {
        return timeoutMillis;
    }

    /** Descriptions by name; topics that do not exist are left out. */
    public Map<String, TopicDescription> describe(Collection<String> names) throws IOException {
        return existing(admin.describeTopics(names).topicNameValues());
    }

    /** As {@link #describe(Collection)}, and gives up after a time. */
    public Map<String, TopicDescription> describe(Collection<String> names, Duration timeout) throws IOException {
        DescribeTopicsOptions options = new DescribeTopicsOptions().timeoutMs(Math.toIntExact(timeout.toMillis()));
        return existing(admin.describeTopics(names, options).topicNameValues());
    }

    /** Of some operations those that this user may not do, by topic name; without an entry where he may do all. */
    public Map<String, Set<AclOperation>> forbidden(Map<String, Set<AclOperation>> wanted) throws IOException {
        DescribeTopicsOptions options =
                new DescribeTopicsOptions().timeoutMs(timeoutMillis).includeAuthorizedOperations(true);
        Map<String, Set<AclOperation>> forbidden = new TreeMap<>();
        existing(admin.describeTopics(wanted.keySet(), options).topicNameValues())
                .forEach((name, topic) -> {
                    Set<AclOperation> missing = new TreeSet<>(wanted.getOrDefault(name, Set.of()));
                    if (topic.authorizedOperations() != null) {
                        missing.removeAll(topic.authorizedOperations());
                        if (!missing.isEmpty()) {
                            forbidden.put(name, missing);
                        }
                    }
                });
        return forbidden;
    }

    /** Settings by topic name, with defaults; topics that do not exist are left out. */
    public Map<String, Config> settings(Collection<String> names) throws IOException {
        List<ConfigResource> resources =
                names.stream().map(TargetCluster::resource).toList();
        Map<String, Config> settings = new HashMap<>();
        existing(admin.describeConfigs(resources).values())
                .forEach((resource, config) -> settings.put(resource.name(), config));
        return settings;
    }

    /** First offsets that the target still has; partitions that do not exist are left out. */
    public Map<TopicPartition, Long> logStarts(Collection<TopicPartition> partitions) throws IOException {
        return offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** Last stable offsets: what readers of committed records see ends before them. Partitions that do not exist are left out. */
    public Map<TopicPartition, Long> stableOffsets(Collection<TopicPartition> partitions) throws IOException {
        return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    }

    /** High watermarks; partitions that do not exist are left out. */
    public Map<TopicPartition, Long> highWatermarks(Collection<TopicPartition> partitions) throws IOException {
        return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** Who has an open transaction in a partition. What ended meanwhile may be among them: look at the partition again. */
    public TransactionHolders transactionHolders(TopicPartition partition) {
        try {
            Map<Long, Long> open =
                    await(admin.describeProducers(Set.of(partition)).partitionResult(partition))
                            .activeProducers()
                            .stream()
                            .filter(producer ->
                                    producer.currentTransactionStartOffset().isPresent())
                            .collect(Collectors.toUnmodifiableMap(
                                    ProducerState::producerId,
                                    producer -> producer.currentTransactionStartOffset()
                                            .getAsLong()));
            Map<Long, TransactionListing> known = await(
                            admin.listTransactions(new ListTransactionsOptions().filterProducerIds(open.keySet()))
                                    .all())
                    .stream()
                    .collect(Collectors.toUnmodifiableMap(
                            TransactionListing::producerId, Function.identity(), (a, b) -> a));
            return new TransactionHolders(
                    open.entrySet().stream()
                            .sorted(Map.Entry.comparingByValue())
                            .map(entry -> holder(entry.getKey(), entry.getValue(), known.get(entry.getKey())))
                            .toList(),
                    null);
        } catch (IOException e) {
            return TransactionHolders.unknown(String.valueOf(e.getMessage()));
        }
    }

    private static TransactionHolders.Holder holder(
            long producerId, long firstOffset, @Nullable TransactionListing known) {
        return known == null
                ? new TransactionHolders.Holder(producerId, firstOffset, null, null)
                : new TransactionHolders.Holder(producerId, firstOffset, known.transactionalId(), known.state());
    }

    /** Asks for topics; what became of each is found out by {@link #failure}. */
    public Map<String, KafkaFuture<Void>> create(Collection<NewTopic> topics) {
        return admin.createTopics(topics).values();
    }

    /** Asks for other settings by topic name; what became of each is found out by {@link #failure}. */
    public Map<String, KafkaFuture<Void>> alter(Map<String, Collection<AlterConfigOp>> changes) {
        Map<ConfigResource, Collection<AlterConfigOp>> resources = new HashMap<>();
        changes.forEach((name, operations) -> resources.put(resource(name), operations));
        Map<String, KafkaFuture<Void>> answers = new HashMap<>();
        admin.incrementalAlterConfigs(resources)
                .values()
                .forEach((resource, answer) -> answers.put(resource.name(), answer));
        return answers;
    }

    /** What the target has against a request; empty if nothing. */
    public Optional<ApiException> failure(KafkaFuture<Void> request) throws IOException {
        try {
            request.get();
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ApiException refused && !isUnreachable(refused)) {
                return Optional.of(refused);
            }
            throw failure(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Kafka's id as ours. */
    public static Id id(Uuid topicId) {
        return new Id(topicId.getMostSignificantBits(), topicId.getLeastSignificantBits());
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolationLevel) throws IOException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        try {
            new OffsetLookup(admin, offsetTimeout)
                    .find(partitions, spec, isolationLevel, (partition, failure) -> failure(failure))
                    .forEach((partition, info) -> offsets.put(partition, info.offset()));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return offsets;
    }

    private <K, V> Map<K, V> existing(Map<K, KafkaFuture<V>> futures) throws IOException {
        Map<K, V> results = new HashMap<>();
        for (Map.Entry<K, KafkaFuture<V>> future : futures.entrySet()) {
            find(future.getValue()).ifPresent(value -> results.put(future.getKey(), value));
        }
        return results;
    }

    private <V> Optional<V> find(KafkaFuture<V> future) throws IOException {
        try {
            return Optional.of(future.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof InvalidTopicException) {
                return Optional.empty();
            }
            throw failure(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The answer, or why there is none. */
    public <V> V await(Future<V> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** What went wrong, as ours: {@link TargetUnreachableException} if a retry makes sense. */
    public IOException failure(Exception failure) {
        Throwable cause =
                failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
        if (isUnreachable(cause)) {
            return new TargetUnreachableException(bootstrapServers, cause);
        }
        Optional<IOException> login = MissingRight.login(location, cause);
        if (login.isPresent()) {
            return login.get();
        }
        Throwable refusal = MissingRight.refusal(cause);
        String message = "Cannot ask the target cluster at " + bootstrapServers + ": "
                + (refusal == null ? cause : refusal).getMessage();
        return new IOException(refusal == null ? message : MissingRight.describe(message), cause);
    }

    /** Whether trying again makes sense. */
    public static boolean isUnreachable(Throwable cause) {
        return cause instanceof TimeoutException || cause instanceof DisconnectException;
    }

    /** Waits before the same is asked again. */
    public static void pause() throws IOException {
        try {
            Thread.sleep(BETWEEN_QUESTIONS.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Keeps the interruption. */
    public static InterruptedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException wrapped = new InterruptedIOException("Interrupted while waiting for the target cluster");
        wrapped.initCause(e);
        return wrapped;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
