// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.restore.ledger.LedgerContent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which subtask restores what, from a global start to the next. The enumerator owns the splits: a reader that is reset has none, and is
 * handed its share again. For one thread.
 */
final class Shares {
    private final List<Share> shares = new ArrayList<>();
    private final Set<String> unwritten = new HashSet<>();

    /** What one subtask restores. */
    static final class Share {
        private final List<PlannedSplit> splits = new ArrayList<>();
        private long bytes;
        private int resets;
        private boolean handedOut;

        List<PlannedSplit> splits() {
            return List.copyOf(splits);
        }

        /** How often the subtask was reset: the number of its token, and the mark of what was meant for an earlier attempt. */
        int resets() {
            return resets;
        }

        boolean isHandedOut() {
            return handedOut;
        }
    }

    Shares(int subtasks) {
        for (int subtask = 0; subtask < subtasks; subtask++) {
            shares.add(new Share());
        }
    }

    /** Shares out what the ledger says is left: the largest first, to whom has least. */
    void share(List<PlannedSplit> splits, LedgerContent ledger) {
        splits.stream()
                .filter(split -> !split.isDone(ledger))
                .sorted(Comparator.comparingLong((PlannedSplit split) -> split.remainingBytes(ledger))
                        .reversed()
                        .thenComparing(PlannedSplit::splitId))
                .forEach(split -> {
                    Share least = shares.stream()
                            .min(Comparator.comparingLong((Share share) -> share.bytes)
                                    .thenComparingInt(share -> share.splits.size()))
                            .orElseThrow();
                    least.splits.add(split);
                    least.bytes += split.remainingBytes(ledger);
                    unwritten.add(split.splitId());
                });
    }

    Share of(int subtask) {
        return shares.get(subtask);
    }

    /** A subtask starts anew: nothing of its share counts as written until the ledger or its reader says so again. */
    void reset(int subtask) {
        Share share = shares.get(subtask);
        share.resets++;
        share.handedOut = false;
        share.splits.forEach(split -> unwritten.add(split.splitId()));
    }

    /** The share is on its way to its subtask; what the ledger shows as done is not. */
    List<PlannedSplit> handOut(int subtask, LedgerContent ledger) {
        Share share = shares.get(subtask);
        share.handedOut = true;
        List<PlannedSplit> left = new ArrayList<>();
        for (PlannedSplit split : share.splits) {
            if (split.isDone(ledger)) {
                unwritten.remove(split.splitId());
            } else {
                left.add(split);
            }
        }
        return left;
    }

    void written(List<String> splitIds) {
        splitIds.forEach(unwritten::remove);
    }

    boolean areWritten() {
        return unwritten.isEmpty();
    }
}
