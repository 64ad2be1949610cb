// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.Id;
import dev.varve.format.UnsupportedFormatException;
import dev.varve.restore.cluster.MissingRight;
import dev.varve.restore.ledger.Ledger;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.ledger.LedgerException;
import dev.varve.restore.ledger.LedgerHeldException;
import dev.varve.restore.ledger.RestoreTakenOverException;
import dev.varve.restore.ledger.TransactionFence;
import dev.varve.restore.ledger.WriterToken;
import dev.varve.restore.ledger.WriterToken.OwnerId;
import dev.varve.restore.plan.PlannedPartition;
import dev.varve.restore.plan.PlannedTopic;
import dev.varve.restore.plan.RestorePlan;
import dev.varve.restore.target.TargetNotEmptyException;
import dev.varve.restore.target.TargetTopic;
import dev.varve.restore.target.TargetTopicException;
import dev.varve.restore.target.TargetTopics;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happens on the target before anything is written to it, and again before a subtask goes on: docs/exactly-once.md tells why in
 * this order. Every method blocks. For one thread at a time.
 */
final class StartProtocol implements Closeable {
    private final RestoreGoal goal;
    private final Clock clock;
    private final OwnerId owner;
    private final Ledger ledger;
    private final TransactionFence fence;
    private final TargetTopics targets;
    private List<PlannedSplit> splits = List.of();

    StartProtocol(RestoreGoal goal, Clock clock) throws IOException {
        this.goal = goal;
        this.clock = clock;
        this.owner = new OwnerId(goal.runId(), UUID.randomUUID().toString());
        this.ledger = goal.ledger().open();
        this.fence = new TransactionFence(goal.ledger());
        this.targets = TargetTopics.open(goal.ledger().clients(), goal.policy());
    }

    /**
     * A global start that succeeded.
     *
     * @param splits of the whole plan, done or not
     * @param ledger after all earlier writers were cut off
     */
    record Start(OwnerId owner, List<PlannedSplit> splits, LedgerContent ledger) {}

    /**
     * Becomes the owner, cuts off all earlier writers, prepares the target topics and reads how far the restore is.
     *
     * @throws RestoreTakenOverException if another run has replaced this one
     */
    Start start(int parallelism) throws IOException {
        ledger.create();
        if (goal.isExactlyOnce()) {
            fence.fenceAll(becomeOwner(parallelism).highestParallelism());
        }
        LedgerContent found = ledger.read();
        requireOwner(found.owner());
        RestorePlan plan = goal.plan();
        if (!goal.request().equals(found.request())) {
            ledger.append(List.of(new LedgerEntry.Request(goal.request())));
        }
        splits = splits(plan, targets.prepare(plan.topics(), found, ledger::append));
        LedgerContent prepared = ledger.read();
        requireOwner(prepared.owner());
        return new Start(owner, splits, prepared);
    }

    /** Gives a subtask that was reset alone the right to write: its earlier writer is cut off before positions are read. */
    LedgerContent handOutAgain(WriterToken token, List<PlannedSplit> share) throws IOException {
        requireOwner(ledger.readRights().owner());
        requireSameTargets(share);
        if (goal.isExactlyOnce()) {
            ledger.append(List.of(new LedgerEntry.Writer(token)));
            fence.fence(token.subtask());
        }
        LedgerContent now = ledger.read();
        requireOwner(now.owner());
        return now;
    }

    /** Splits that the ledger does not show at their end, for people. */
    List<String> unfinished() throws IOException {
        LedgerContent now = ledger.read();
        requireOwner(now.owner());
        return splits.stream()
                .filter(split -> !split.isDone(now))
                .map(split -> split.partition().source() + " at " + split.position(now) + " of "
                        + split.partition().until())
                .toList();
    }

    /** Whether starting again cannot help. */
    static boolean isHopeless(@Nullable Throwable error) {
        return error instanceof RestoreTakenOverException
                || error instanceof LedgerException
                || (error instanceof LedgerHeldException held && !held.passes())
                || error instanceof TargetNotEmptyException
                || error instanceof TargetTopicException
                || error instanceof UnsupportedFormatException
                || MissingRight.isCauseOf(error);
    }

    private LedgerEntry.Owner becomeOwner(int parallelism) throws IOException {
        LedgerEntry.@Nullable Owner before = ledger.readRights().owner();
        if (before != null && before.hasReplaced(goal.runId())) {
            throw takenOver(before);
        }
        LedgerEntry.Owner now = before == null
                ? new LedgerEntry.Owner(owner, parallelism, parallelism, clock.instant(), List.of())
                : before.replacedBy(owner, parallelism, clock.instant());
        ledger.append(List.of(now));
        return now;
    }

    private void requireOwner(LedgerEntry.@Nullable Owner now) throws IOException {
        if (!goal.isExactlyOnce() || (now != null && now.id().equals(owner))) {
            return;
        }
        if (now == null) {
            throw LedgerException.lost(goal.ledger().topic());
        }
        if (now.id().runId().equals(goal.runId())) {
            // A start that Flink had given up wrote late: nobody else is at work.
            throw new IOException("Cannot go on: an earlier start of this run became the owner after this one");
        }
        throw takenOver(now);
    }

    private RestoreTakenOverException takenOver(LedgerEntry.Owner by) {
        return new RestoreTakenOverException(
                goal.plan().restoreId(), goal.runId(), by.id().runId());
    }

    /** A topic that was deleted and created again is claimed and restored from its beginning, by a global start. */
    private void requireSameTargets(List<PlannedSplit> share) throws IOException {
        List<String> names =
                share.stream().map(split -> split.target().topic()).distinct().toList();
        Map<String, Id> ids = targets.topicIds(names);
        for (PlannedSplit split : share) {
            RestoreSplit.Target target = split.target();
            if (!target.topicId().equals(ids.get(target.topic()))) {
                throw new IOException(
                        "Cannot go on writing to " + target.topic()
                                + ": the topic was deleted or created again. The restore starts again and restores it from its beginning");
            }
        }
    }

    private static List<PlannedSplit> splits(RestorePlan plan, Map<String, TargetTopic> prepared) {
        List<PlannedSplit> splits = new ArrayList<>();
        for (PlannedTopic topic : plan.topics()) {
            TargetTopic target = prepared.get(topic.target().topic());
            if (target == null) {
                throw new IllegalStateException(
                        "Target was not prepared: " + topic.target().topic());
            }
            RestoreSplit.Target to =
                    new RestoreSplit.Target(target.name(), target.id(), target.partitions(), topic.partitioning());
            for (PlannedPartition partition : topic.partitions()) {
                if (partition.from() < partition.until()) {
                    splits.add(new PlannedSplit(topic, partition, to));
                }
            }
        }
        return splits;
    }

    @Override
    public void close() throws IOException {
        targets.close();
        fence.close();
        ledger.close();
    }
}
