// SPDX-License-Identifier: Apache-2.0
package dev.varve.job;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks a cluster for offsets of partitions of which some may have been deleted a moment ago. Kafka's client looks for the leader of a
 * deleted partition until its time is up, a minute by default, so a partition that does not answer soon is asked for by name in between.
 *
 * @param timeout how long an existing partition may take to answer
 */
public record OffsetLookup(Admin admin, Duration timeout) {
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(2);

    /** What the caller makes of a failure. */
    @FunctionalInterface
    public interface Refusal {
        /**
         * Turns Kafka's words into the caller's.
         *
         * @param failure with Kafka's exception as its cause
         */
        IOException of(TopicPartition partition, ExecutionException failure);
    }

    /**
     * Finds offsets.
     *
     * @return by partition; those that do not exist are left out
     * @throws IOException as the refusal makes it, among others of Kafka's TimeoutException if a partition that exists does not answer in
     *     time
     */
    public Map<TopicPartition, ListOffsetsResultInfo> find(
            Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolationLevel, Refusal refusal)
            throws IOException, InterruptedException {
        Map<TopicPartition, ListOffsetsResultInfo> found = new HashMap<>();
        Set<TopicPartition> open = new HashSet<>(partitions);
        long deadline = System.nanoTime() + timeout.toNanos();
        for (Duration patience = FIRST_PATIENCE; !open.isEmpty(); patience = patience.multipliedBy(2)) {
            Duration left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
            boolean last = left.compareTo(patience) <= 0;
            ListOffsetsOptions options = new ListOffsetsOptions(isolationLevel)
                    .timeoutMs(Math.toIntExact((last ? left : patience).toMillis()));
            ListOffsetsResult answers = admin.listOffsets(question(open, spec), options);
            for (TopicPartition partition : Set.copyOf(open)) {
                try {
                    found.put(partition, answers.partitionResult(partition).get());
                    open.remove(partition);
                } catch (ExecutionException e) {
                    if (isMissing(e)) {
                        open.remove(partition);
                    } else if (last || !(e.getCause() instanceof TimeoutException)) {
                        throw refusal.of(partition, e);
                    }
                }
            }
            if (!open.isEmpty()) {
                removeMissing(open, refusal);
            }
        }
        return found;
    }

    private static Map<TopicPartition, OffsetSpec> question(Collection<TopicPartition> partitions, OffsetSpec spec) {
        return partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec));
    }

    private void removeMissing(Set<TopicPartition> open, Refusal refusal) throws IOException, InterruptedException {
        Set<String> names = open.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        var answers = admin.describeTopics(names).topicNameValues();
        for (TopicPartition partition : Set.copyOf(open)) {
            try {
                KafkaFuture<TopicDescription> answer = Objects.requireNonNull(answers.get(partition.topic()));
                if (partition.partition() >= answer.get().partitions().size()) {
                    open.remove(partition);
                }
            } catch (ExecutionException e) {
                if (!isMissing(e)) {
                    throw refusal.of(partition, e);
                }
                open.remove(partition);
            }
        }
    }

    private static boolean isMissing(ExecutionException failure) {
        return failure.getCause() instanceof UnknownTopicOrPartitionException
                || failure.getCause() instanceof InvalidTopicException;
    }
}
