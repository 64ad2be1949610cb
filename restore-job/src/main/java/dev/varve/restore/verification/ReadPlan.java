// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import dev.varve.format.Id;
import dev.varve.restore.cluster.TargetCluster;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.ledger.LedgerContent.TargetPartition;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.ledger.LedgerEntry.Claim;
import dev.varve.restore.plan.Partitioning;
import dev.varve.restore.plan.PlannedPartition;
import dev.varve.restore.plan.PlannedTopic;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * What a verification reads: of each target partition everything from where the one before ended, or from where this restore began, to
 * what is there now.
 *
 * @param ranges one per partition of every target topic, also where nothing is to be read
 * @param partitionsByKey partition counts of topics in which each record must be in the partition of its key
 * @param largestRecord record bytes of the largest record restored; 0 if unknown
 */
public record ReadPlan(List<ReadRange> ranges, Map<String, Integer> partitionsByKey, long largestRecord)
        implements Serializable {
    public ReadPlan {
        ranges = List.copyOf(ranges);
        partitionsByKey = Map.copyOf(partitionsByKey);
    }

    /**
     * Looks at the target, and waits until no transaction that is open now hides records.
     *
     * @param ledger as it was read after the restore
     * @param longestTransaction after which the broker ends transactions of this restore
     * @throws VerificationException if a target topic is gone, or a transaction stays open
     * @throws dev.varve.restore.cluster.TargetUnreachableException if the target does not answer
     */
    public static ReadPlan of(
            List<PlannedTopic> topics, LedgerContent ledger, TargetCluster cluster, Duration longestTransaction)
            throws IOException {
        Map<String, List<PlannedTopic>> wanted = topics.stream()
                .collect(Collectors.groupingBy(topic -> topic.target().topic(), TreeMap::new, Collectors.toList()));
        Map<String, TopicDescription> found = cluster.describe(wanted.keySet());
        Map<TopicPartition, Claim> claims = new HashMap<>();
        Map<String, Integer> byKey = new HashMap<>();
        for (Map.Entry<String, List<PlannedTopic>> topic : wanted.entrySet()) {
            TopicDescription description = found.get(topic.getKey());
            Claim claim = description == null ? null : ledger.claims().get(id(description));
            if (description == null || claim == null) {
                throw VerificationException.gone(topic.getKey());
            }
            int partitions = description.partitions().size();
            for (int i = 0; i < partitions; i++) {
                claims.put(new TopicPartition(topic.getKey(), i), claim);
            }
            if (topic.getValue().stream().allMatch(source -> source.partitioning() == Partitioning.BY_KEY)) {
                byKey.put(topic.getKey(), partitions);
            }
        }
        Map<TopicPartition, Long> ends = stableEnds(claims.keySet(), cluster, longestTransaction);
        return new ReadPlan(
                ranges(claims, ledger, cluster.logStarts(claims.keySet()), ends), byKey, largestRecord(topics));
    }

    private static long largestRecord(List<PlannedTopic> topics) {
        return topics.stream()
                .flatMap(topic -> topic.partitions().stream())
                .mapToLong(PlannedPartition::largestRecord)
                .max()
                .orElse(0);
    }

    /** One range for each partition. */
    private static List<ReadRange> ranges(
            Map<TopicPartition, Claim> claims,
            LedgerContent ledger,
            Map<TopicPartition, Long> logStarts,
            Map<TopicPartition, Long> ends) {
        List<ReadRange> ranges = new ArrayList<>();
        claims.forEach((partition, claim) -> {
            int number = partition.partition();
            LedgerEntry.Verified before = ledger.verified().get(new TargetPartition(claim.topicId(), number));
            long first =
                    number < claim.firstOffsets().size() ? claim.firstOffsets().get(number) : 0;
            long begin = before == null ? first : before.endOffset();
            long start = Math.max(begin, logStarts.getOrDefault(partition, 0L));
            long end = Math.max(start, ends.getOrDefault(partition, start));
            ranges.add(new ReadRange(partition.topic(), claim.topicId(), number, start, end, start - begin));
        });
        ranges.sort((a, b) -> a.topic().equals(b.topic())
                ? Integer.compare(a.partition(), b.partition())
                : a.topic().compareTo(b.topic()));
        return ranges;
    }

    /** High watermarks of now, once all transactions that are open below them have ended. */
    private static Map<TopicPartition, Long> stableEnds(
            Collection<TopicPartition> partitions, TargetCluster cluster, Duration longestTransaction)
            throws IOException {
        Map<TopicPartition, Long> ends = cluster.highWatermarks(partitions);
        long start = System.nanoTime();
        Map<TopicPartition, Long> held = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        held.putAll(ends);
        while (true) {
            Map<TopicPartition, Long> stable = cluster.stableOffsets(held.keySet());
            held.entrySet().removeIf(end -> stable.getOrDefault(end.getKey(), Long.MAX_VALUE) >= end.getValue());
            if (held.isEmpty()) {
                return ends;
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            if (waited.compareTo(longestTransaction.plusSeconds(30)) > 0) {
                Map.Entry<TopicPartition, Long> one = held.entrySet().iterator().next();
                throw VerificationException.held(
                        one.getKey().toString(),
                        stable.getOrDefault(one.getKey(), 0L),
                        one.getValue(),
                        cluster.transactionHolders(one.getKey()),
                        waited);
            }
            TargetCluster.pause();
        }
    }

    private static Id id(TopicDescription topic) {
        return new Id(topic.topicId().getMostSignificantBits(), topic.topicId().getLeastSignificantBits());
    }
}
