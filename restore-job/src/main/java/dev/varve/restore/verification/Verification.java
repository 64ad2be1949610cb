// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import dev.varve.format.Id;
import dev.varve.format.record.ContentDigest;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.ledger.LedgerContent.TargetPartition;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.plan.Partitioning;
import dev.varve.restore.plan.PlannedTopic;
import dev.varve.restore.verification.PartitionResult.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the target holds, compared with what the ledger says was sent.
 *
 * @param partitions one result per partition of every target topic, in the order of what was read
 */
public record Verification(List<PartitionResult> partitions) {
    public Verification {
        partitions = List.copyOf(partitions);
    }

    /**
     * Compares. Where each source partition keeps its number, order counts; where keys choose the partition, or several sources share
     * one, the sum over the topic or partition.
     *
     * @param ledger as it was when {@code plan} was made
     * @param contents what was read of {@code plan}
     * @param surplus why there may be more records than were restored
     */
    public static Verification compare(
            List<PlannedTopic> topics,
            LedgerContent ledger,
            ReadPlan plan,
            Map<TargetPartition, PartitionContent> contents,
            Set<Surplus> surplus) {
        Set<String> keyed = topics.stream()
                .filter(topic -> topic.partitioning() == Partitioning.BY_KEY)
                .map(topic -> topic.target().topic())
                .collect(Collectors.toSet());
        Map<Id, List<ReadRange>> ranges = plan.ranges().stream()
                .collect(Collectors.groupingBy(ReadRange::topicId, TreeMap::new, Collectors.toList()));
        Comparison comparison = new Comparison(ledger, contents, surplus);
        Map<TargetPartition, PartitionResult> results = new HashMap<>();
        ranges.values()
                .forEach(of -> (keyed.contains(of.get(0).topic())
                                ? comparison.byTopic(of)
                                : of.stream().map(comparison::byPartition).toList())
                        .forEach(result -> results.put(result.range().target(), result)));
        List<PartitionResult> ordered = new ArrayList<>();
        plan.ranges().forEach(range -> {
            PartitionResult result = results.get(range.target());
            if (result != null) {
                ordered.add(result);
            }
        });
        return new Verification(ordered);
    }

    /** The worst of all partitions: one that differs, else one that cannot be told. */
    public Status status() {
        return partitions.stream().map(PartitionResult::status).reduce(Status.VERIFIED, Verification::worse);
    }

    private static Status worse(Status a, Status b) {
        if (a == Status.DIFFERS || b == Status.DIFFERS) {
            return Status.DIFFERS;
        }
        return a == Status.UNVERIFIED ? a : b;
    }

    /** What the ledger is to note, so that the next verification goes on from here. */
    public List<LedgerEntry.Verified> entries() {
        return partitions.stream()
                .filter(result -> result.status() == Status.VERIFIED)
                .map(result -> new LedgerEntry.Verified(
                        result.topicId(), result.partition(), result.range().end(), result.found()))
                .toList();
    }

    /** Findings for people, at most one per partition. */
    public List<String> findings() {
        List<String> findings = new ArrayList<>();
        for (PartitionResult result : partitions) {
            String finding = result.finding();
            if (finding != null) {
                findings.add(finding);
            }
        }
        return findings;
    }

    /** Sum of digests without order. */
    static ContentDigest sum(Collection<ContentDigest> digests) {
        long count = digests.stream().mapToLong(ContentDigest::count).sum();
        long unordered = digests.stream().mapToLong(ContentDigest::unordered).sum();
        return new ContentDigest(count, 0, unordered);
    }
}
