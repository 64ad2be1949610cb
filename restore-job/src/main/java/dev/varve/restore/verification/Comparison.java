// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import dev.varve.format.record.ContentDigest;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.ledger.LedgerContent.TargetPartition;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.verification.PartitionResult.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares partitions or topics of the target with the positions of the ledger. */
final class Comparison {
    private static final String HINT_SURPLUS =
            ". HINT: to have the topic verified, restore it exactly once into a topic that nobody else writes to.";
    private static final String HINT_DIFFERS =
            ". HINT: if another program wrote to the topic, stop it; delete the topic and start the same restore again, which"
                    + " restores it anew.";

    private final LedgerContent ledger;
    private final Map<TargetPartition, PartitionContent> contents;
    private final Set<Surplus> allowed;

    /** Records in the ledger by the partition of the source, which preserve keeps. */
    private final Map<TargetPartition, List<ContentDigest>> sent = new HashMap<>();

    private record Judgement(Status status, @Nullable String finding) {
        static final Judgement VERIFIED = new Judgement(Status.VERIFIED, null);
    }

    Comparison(LedgerContent ledger, Map<TargetPartition, PartitionContent> contents, Set<Surplus> allowed) {
        this.ledger = ledger;
        this.contents = contents;
        this.allowed = Set.copyOf(allowed);
        for (LedgerEntry.Position position : ledger.positions().values()) {
            TargetPartition target = new TargetPartition(
                    position.targetTopicId(), position.source().partition());
            sent.computeIfAbsent(target, key -> new ArrayList<>()).add(position.content());
        }
    }

    /** Each partition must hold the records of its number: in order, if they come from one source. */
    PartitionResult byPartition(ReadRange range) {
        List<ContentDigest> sources = sent.getOrDefault(range.target(), List.of()).stream()
                .filter(content -> content.count() > 0)
                .toList();
        ContentDigest found = found(range);
        boolean ordered = sources.size() == 1;
        ContentDigest expected = ordered ? sources.get(0) : Verification.sum(sources);
        ContentDigest compared = ordered ? found : Verification.sum(List.of(found));
        Judgement judgement =
                range.lost() > 0 ? lost(range) : judge(range.topic() + "-" + range.partition(), expected, compared, 0);
        return new PartitionResult(range, judgement.status, expected, found, read(range), judgement.finding);
    }

    /** All partitions together must hold the records, each in the partition of its key. */
    List<PartitionResult> byTopic(List<ReadRange> ranges) {
        List<ContentDigest> expected = ledger.positions().values().stream()
                .filter(position ->
                        position.targetTopicId().equals(ranges.get(0).topicId()))
                .map(LedgerEntry.Position::content)
                .toList();
        List<ContentDigest> found = ranges.stream().map(this::found).toList();
        long misplaced =
                ranges.stream().mapToLong(range -> read(range).misplaced()).sum();
        Judgement judgement = ranges.stream()
                .filter(range -> range.lost() > 0)
                .findFirst()
                .map(Comparison::lost)
                .orElseGet(() ->
                        judge(ranges.get(0).topic(), Verification.sum(expected), Verification.sum(found), misplaced));
        List<PartitionResult> results = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            ReadRange range = ranges.get(i);
            String finding = i == 0 ? judgement.finding : null;
            results.add(new PartitionResult(range, judgement.status, null, found.get(i), read(range), finding));
        }
        return results;
    }

    private Judgement judge(String subject, ContentDigest expected, ContentDigest found, long misplaced) {
        if (misplaced > 0) {
            return new Judgement(
                    Status.DIFFERS,
                    subject + ": " + misplaced + " records are not in the partition of their key" + HINT_DIFFERS);
        }
        if (found.equals(expected)) {
            return Judgement.VERIFIED;
        }
        long surplus = found.count() - expected.count();
        if (surplus > 0 && !allowed.isEmpty()) {
            String words = allowed.stream().sorted().map(Surplus::words).collect(Collectors.joining(", or "));
            return new Judgement(
                    Status.UNVERIFIED,
                    subject + ": " + surplus + " more records than the " + expected.count() + " restored: " + words
                            + HINT_SURPLUS);
        }
        return new Judgement(Status.DIFFERS, subject + ": " + difference(expected, found) + HINT_DIFFERS);
    }

    private static String difference(ContentDigest expected, ContentDigest found) {
        if (expected.count() != found.count()) {
            return "expected " + expected.count() + " records, found " + found.count();
        }
        return expected.unordered() == found.unordered()
                ? "all " + found.count() + " records are there, in another order"
                : "the number of records is right, " + found.count() + ", and their content is not";
    }

    private static Judgement lost(ReadRange range) {
        return new Judgement(
                Status.UNVERIFIED,
                range.topic() + "-" + range.partition() + ": the target has removed " + range.lost()
                        + " offsets before "
                        + range.start() + ", and what they held was not verified before"
                        + ". HINT: set retention.ms and retention.bytes of the topic to -1 until the restore is verified.");
    }

    private PartitionContent read(ReadRange range) {
        return contents.getOrDefault(range.target(), PartitionContent.NOTHING);
    }

    private ContentDigest found(ReadRange range) {
        LedgerEntry.Verified before = ledger.verified().get(range.target());
        ContentDigest now = read(range).content();
        return before == null ? now : before.content().join(now);
    }
}
