// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.sink;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ContentDigest;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.source.RestoreSplit;
import dev.varve.restore.source.RestoredRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far the splits of one writer are: what the ledger has, and what the open transaction adds. For one thread. */
final class SplitProgress {
    private final Map<String, Progress> splits = new LinkedHashMap<>();
    private final Map<String, Progress> moved = new LinkedHashMap<>();
    private final List<LedgerEntry> skipped = new ArrayList<>();
    private final boolean chained;

    private static final class Progress {
        private final RestoreSplit split;
        private long committed;
        private long next;
        private ContentDigest content;
        private long recordBytes;

        Progress(RestoreSplit split) {
            this.split = split;
            this.committed = split.position();
            this.next = split.position();
            this.content = split.restored().content();
            this.recordBytes = split.restored().recordBytes();
        }
    }

    /** @param chained whether each entry names the position of the one before */
    SplitProgress(boolean chained) {
        this.chained = chained;
    }

    /** The run is written and its offsets are dealt with. */
    void advance(RestoredRun run, OutgoingRecords.Sent sent) {
        RestoreSplit split = run.split();
        Progress progress = splits.computeIfAbsent(split.splitId(), id -> new Progress(split));
        if (run.covers().start() != progress.next) {
            throw new IllegalStateException("Runs do not follow each other: " + split.source() + " is at "
                    + progress.next + ", got " + run.covers());
        }
        progress.next = run.covers().end();
        progress.content = progress.content.join(sent.content());
        progress.recordBytes += sent.recordBytes();
        moved.put(split.splitId(), progress);
        RestoredRun.Skipped damage = run.skipped();
        if (damage != null) {
            skipped.add(new LedgerEntry.Skipped(
                    split.source(), split.target().topicId(), run.covers(), damage.objectName(), damage.reason()));
        }
    }

    boolean hasMoved() {
        return !moved.isEmpty();
    }

    /** What the ledger has to learn with the open transaction. */
    List<LedgerEntry> entries() {
        List<LedgerEntry> entries = new ArrayList<>(skipped);
        for (Progress progress : moved.values()) {
            TopicPartitionId source = progress.split.source();
            long from = chained ? progress.committed : LedgerEntry.Position.NO_CHAIN;
            entries.add(new LedgerEntry.Position(
                    source,
                    progress.split.target().topicId(),
                    from,
                    progress.next,
                    progress.content,
                    progress.recordBytes));
        }
        return entries;
    }

    /** Target topics that the open transaction writes to, with the ids that they must still have. */
    Map<String, Id> targets() {
        Map<String, Id> targets = new LinkedHashMap<>();
        for (Progress progress : moved.values()) {
            targets.put(progress.split.target().topic(), progress.split.target().topicId());
        }
        return targets;
    }

    /** The ledger has it. */
    void committed() {
        moved.values().forEach(progress -> progress.committed = progress.next);
        moved.clear();
        skipped.clear();
    }
}
