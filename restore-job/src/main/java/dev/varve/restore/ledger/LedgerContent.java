// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.ledger;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The latest entries of a ledger as one reading found them. Entries for target topic ids that no longer exist are still in it.
 *
 * @param owner null if there is none
 * @param request in canonical form; null if there is none
 * @param creations by name of the target topic
 * @param claims by target topic id
 * @param skipped in no order
 * @param settings by target topic id
 */
public record LedgerContent(
        LedgerEntry.@Nullable Owner owner,
        @Nullable String request,
        Map<Integer, WriterToken> writers,
        Map<String, LedgerEntry.Creation> creations,
        Map<Id, LedgerEntry.Claim> claims,
        Map<SplitKey, LedgerEntry.Position> positions,
        List<LedgerEntry.Skipped> skipped,
        Map<TargetPartition, LedgerEntry.Verified> verified,
        Map<Id, LedgerEntry.Settings.Stage> settings) {

    /** Of a ledger that does not exist yet. */
    public static final LedgerContent NONE =
            new LedgerContent(null, null, Map.of(), Map.of(), Map.of(), Map.of(), List.of(), Map.of(), Map.of());

    public LedgerContent {
        writers = Map.copyOf(writers);
        creations = Map.copyOf(creations);
        claims = Map.copyOf(claims);
        positions = Map.copyOf(positions);
        skipped = List.copyOf(skipped);
        verified = Map.copyOf(verified);
        settings = Map.copyOf(settings);
    }

    /** This content with the positions of another reading, and what was skipped on the way to them. */
    LedgerContent withPositions(LedgerContent committed) {
        return new LedgerContent(
                owner,
                request,
                writers,
                creations,
                claims,
                committed.positions(),
                committed.skipped(),
                verified,
                settings);
    }

    /** One partition of a source on its way to one target topic. */
    public record SplitKey(TopicPartitionId source, Id targetTopicId) {}

    /** One partition of a target topic id. */
    public record TargetPartition(Id topicId, int partition) {}
}
