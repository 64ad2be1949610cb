// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.report;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.archive.TopicDescription;
import dev.varve.format.record.ContentDigest;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.ledger.LedgerContent.SplitKey;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.ledger.LedgerEntry.Claim;
import dev.varve.restore.plan.PlannedPartition;
import dev.varve.restore.plan.PlannedTopic;
import dev.varve.restore.plan.RestorePlan;
import dev.varve.restore.report.RestoreReport.Gap;
import dev.varve.restore.report.RestoreReport.Restored;
import dev.varve.restore.report.RestoreReport.Subject;
import dev.varve.restore.report.RestoreReport.Target;
import dev.varve.restore.report.RestoreReport.Times;
import dev.varve.restore.report.RestoreReport.Verdict;
import dev.varve.restore.target.Expiry;
import dev.varve.restore.verification.PartitionResult;
import dev.varve.restore.verification.Verification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a report comes from.
 *
 * @param ledger as it was when the verification was planned, or later
 * @param targetIds present ids of target topics by name
 */
public record ReportContent(RestorePlan plan, LedgerContent ledger, Map<String, Id> targetIds) {
    public ReportContent {
        targetIds = Map.copyOf(targetIds);
    }

    /**
     * The report.
     *
     * @param verification null if the target was not read back
     */
    public RestoreReport report(
            Instant started, Instant finished, @Nullable Verification verification, List<Expiry> expiry) {
        return new RestoreReport(
                Subject.of(plan, started, finished),
                verification == null ? Verdict.UNVERIFIED : verdict(verification.status()),
                restored(),
                verification == null
                        ? List.of()
                        : verification.partitions().stream()
                                .map(ReportContent::target)
                                .toList(),
                skipped(),
                gaps(),
                createdTopics(),
                expiry,
                remarks());
    }

    private static Verdict verdict(PartitionResult.Status status) {
        return switch (status) {
            case VERIFIED -> Verdict.VERIFIED;
            case DIFFERS -> Verdict.DIFFERS;
            case UNVERIFIED -> Verdict.UNVERIFIED;
        };
    }

    private List<Restored> restored() {
        List<Restored> all = new ArrayList<>();
        for (PlannedTopic topic : plan.topics()) {
            topic.partitions().forEach(partition -> all.add(restored(topic, partition)));
        }
        return all;
    }

    private Restored restored(PlannedTopic topic, PlannedPartition partition) {
        String target = topic.target().topic();
        Id targetId = targetIds.get(target);
        LedgerEntry.Position position =
                targetId == null ? null : ledger.positions().get(new SplitKey(partition.source(), targetId));
        OffsetRange wanted =
                partition.from() < partition.until() ? new OffsetRange(partition.from(), partition.until()) : null;
        Times times = partition.records() == 0
                ? null
                : new Times(
                        Instant.ofEpochMilli(partition.minTimestamp()), Instant.ofEpochMilli(partition.maxTimestamp()));
        return new Restored(
                partition.source(),
                target,
                wanted,
                position == null ? partition.from() : position.to(),
                position == null ? ContentDigest.EMPTY : position.content(),
                position == null ? 0 : position.recordBytes(),
                times);
    }

    private static Target target(PartitionResult result) {
        return new Target(
                result.topic(),
                result.topicId(),
                result.partition(),
                result.range().start(),
                result.range().end(),
                verdict(result.status()),
                result.found(),
                result.read().recordBytes(),
                result.finding());
    }

    /** Of topics that still exist. */
    private List<LedgerEntry.Skipped> skipped() {
        Set<Id> present = Set.copyOf(targetIds.values());
        return ledger.skipped().stream()
                .filter(skipped -> present.contains(skipped.targetTopicId()))
                .sorted(Comparator.comparing((LedgerEntry.Skipped skipped) ->
                                skipped.source().toString())
                        .thenComparingLong(skipped -> skipped.offsets().start()))
                .toList();
    }

    private List<Gap> gaps() {
        List<Gap> gaps = new ArrayList<>();
        for (PlannedTopic topic : plan.topics()) {
            for (PlannedPartition partition : topic.partitions()) {
                partition
                        .gaps()
                        .forEach(gap -> gaps.add(new Gap(
                                partition.source(),
                                gap.offsets(),
                                gap.cause().name().toLowerCase(Locale.ROOT).replace('_', '-'))));
                partition.holes().forEach(hole -> gaps.add(new Gap(partition.source(), hole, "unexplained")));
            }
        }
        return gaps;
    }

    private List<String> createdTopics() {
        return targetIds.values().stream()
                .map(ledger.claims()::get)
                .filter(claim -> claim != null && claim.created())
                .map(Claim::topic)
                .sorted()
                .toList();
    }

    private List<String> remarks() {
        Set<String> brokersTime = plan.topics().stream()
                .filter(topic -> hasBrokersTime(topic.description()))
                .map(topic -> topic.target().topic())
                .collect(Collectors.toCollection(TreeSet::new));
        return brokersTime.isEmpty()
                ? List.of()
                : List.of("Timestamps of " + String.join(", ", brokersTime)
                        + " were set by the source's broker (LogAppendTime). Restored records have the same times, marked as"
                        + " CreateTime: Kafka lets no producer choose a LogAppendTime.");
    }

    private static boolean hasBrokersTime(@Nullable TopicDescription description) {
        return description != null
                && description.configs().stream()
                        .anyMatch(setting -> setting.name().equals("message.timestamp.type")
                                && "LogAppendTime".equals(setting.value()));
    }
}
