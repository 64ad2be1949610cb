// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.ledger;

import dev.varve.format.Id;
import dev.varve.restore.ledger.LedgerContent.SplitKey;
import dev.varve.restore.ledger.LedgerContent.TargetPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Folds entries in the order of the ledger into its content. For one thread. */
final class LedgerFold {
    private record SkippedKey(SplitKey split, long start) {}

    private LedgerEntry.@Nullable Owner owner;
    private @Nullable String request;
    private final Map<Integer, WriterToken> writers = new HashMap<>();
    private final Map<String, LedgerEntry.Creation> creations = new HashMap<>();
    private final Map<Id, LedgerEntry.Claim> claims = new HashMap<>();
    private final Map<SplitKey, LedgerEntry.Position> positions = new HashMap<>();
    private final Map<SkippedKey, LedgerEntry.Skipped> skipped = new LinkedHashMap<>();
    private final Map<TargetPartition, LedgerEntry.Verified> verified = new HashMap<>();
    private final Map<Id, LedgerEntry.Settings.Stage> settings = new HashMap<>();

    /**
     * Takes the next entry.
     *
     * @throws LedgerException if a position does not begin where the one before ended
     */
    void add(LedgerEntry entry) throws LedgerException {
        if (entry instanceof LedgerEntry.Position position) {
            addPosition(position);
        } else if (entry instanceof LedgerEntry.Owner newer) {
            owner = newer;
        } else if (entry instanceof LedgerEntry.Writer writer) {
            writers.put(writer.token().subtask(), writer.token());
        } else if (entry instanceof LedgerEntry.Request newer) {
            request = newer.canonical();
        } else if (entry instanceof LedgerEntry.Creation creation) {
            creations.put(creation.topic(), creation);
        } else if (entry instanceof LedgerEntry.Claim claim) {
            claims.put(claim.topicId(), claim);
        } else if (entry instanceof LedgerEntry.Skipped skip) {
            SplitKey split = new SplitKey(skip.source(), skip.targetTopicId());
            skipped.put(new SkippedKey(split, skip.offsets().start()), skip);
        } else if (entry instanceof LedgerEntry.Verified newer) {
            verified.put(new TargetPartition(newer.targetTopicId(), newer.partition()), newer);
        } else if (entry instanceof LedgerEntry.Settings newer) {
            settings.put(newer.targetTopicId(), newer.stage());
        }
    }

    private void addPosition(LedgerEntry.Position position) throws LedgerException {
        LedgerEntry.Position before =
                positions.put(new SplitKey(position.source(), position.targetTopicId()), position);
        // Compaction drops older entries, so the first one seen may begin anywhere.
        boolean chained = position.from() != LedgerEntry.Position.NO_CHAIN;
        if (before != null && chained && before.to() != position.from()) {
            throw LedgerException.brokenChain(position.source().toString(), before.to(), position.from());
        }
    }

    LedgerContent content() {
        return new LedgerContent(
                owner,
                request,
                writers,
                creations,
                claims,
                positions,
                new ArrayList<>(skipped.values()),
                verified,
                settings);
    }
}
