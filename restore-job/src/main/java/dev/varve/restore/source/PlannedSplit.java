// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.ledger.LedgerContent.SplitKey;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.ledger.WriterToken;
import dev.varve.restore.plan.PlannedPartition;
import dev.varve.restore.plan.PlannedTopic;
import org.jspecify.annotations.Nullable;

/** A partition of the plan with the target topic as it is now. What is left of it says the ledger. */
record PlannedSplit(PlannedTopic topic, PlannedPartition partition, RestoreSplit.Target target) {

    SplitKey key() {
        return new SplitKey(partition.source(), target.topicId());
    }

    long position(LedgerContent ledger) {
        LedgerEntry.@Nullable Position position = ledger.positions().get(key());
        return position == null ? partition.from() : position.to();
    }

    boolean isDone(LedgerContent ledger) {
        return position(ledger) >= partition.until();
    }

    /** An estimate, to share out evenly. */
    long remainingBytes(LedgerContent ledger) {
        double offsets = Math.max(1, partition.until() - partition.from());
        double left = Math.max(0, partition.until() - position(ledger));
        return (long) (partition.recordBytes() * (left / offsets));
    }

    /** The split from where the ledger says, for the writer of a token. Only if it is not done. */
    RestoreSplit split(LedgerContent ledger, WriterToken token) {
        LedgerEntry.@Nullable Position position = ledger.positions().get(key());
        RestoreSplit.Restored restored = position == null
                ? RestoreSplit.Restored.NOTHING
                : new RestoreSplit.Restored(position.content(), position.recordBytes());
        return new RestoreSplit(
                partition.source(),
                position(ledger),
                partition.until(),
                topic.window(),
                topic.asOf(),
                partition.holes(),
                target,
                restored,
                token);
    }

    String splitId() {
        return RestoreSplit.id(partition.source(), target.topicId());
    }
}
