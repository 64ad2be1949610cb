// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.restore.plan.Partitioning;
import dev.varve.restore.plan.PlannedPartition;
import dev.varve.restore.plan.PlannedTopic;
import dev.varve.restore.plan.PlannedTopic.PlannedTarget;
import dev.varve.restore.plan.TimeWindow;
import dev.varve.restore.target.Expiry.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpiryTest {
    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
    private static final Map<String, String> A_WEEK =
            Map.of("cleanup.policy", "delete", "retention.ms", "604800000", "retention.bytes", "-1");

    @Test
    void partitionOlderThanRetentionGoesAltogether() {
        assertThat(Expiry.of(topic(partition(100, 1_000, 30, 20)), A_WEEK, NOW))
                .containsExactly(new Expiry(
                        "orders-copy",
                        Cause.AGE,
                        100,
                        100,
                        "orders-copy: records older than 7 d, about 100 of 100, will be removed by the target's retention"
                                + " (retention.ms=604800000)."));
    }

    @Test
    void shareOfMixedPartitionIsGuessedFromItsTimes() {
        List<Expiry> expiry = Expiry.of(topic(partition(100, 1_000, 14, 0), partition(50, 1_000, 3, 0)), A_WEEK, NOW);

        assertThat(expiry).extracting(Expiry::records).containsExactly(50L);
        assertThat(expiry).extracting(Expiry::of).containsExactly(150L);
    }

    @Test
    void youngRecordsStay() {
        assertThat(Expiry.of(topic(partition(100, 1_000, 6, 0)), A_WEEK, NOW)).isEmpty();
    }

    @Test
    void partitionsBeyondRetentionBytesLoseTheirOldest() {
        Map<String, String> small = Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "250");

        assertThat(Expiry.of(topic(partition(100, 1_000, 30, 0), partition(100, 200, 30, 0)), small, NOW))
                .extracting(Expiry::cause, Expiry::records)
                .containsExactly(tuple(Cause.SIZE, 75L));
    }

    @Test
    void compactionIsNamedAndNotCounted() {
        assertThat(Expiry.of(topic(partition(100, 1_000, 30, 20)), Map.of("cleanup.policy", "compact"), NOW))
                .extracting(Expiry::sentence)
                .containsExactly(
                        "orders-copy: compaction will keep the latest record of each key, and remove tombstones"
                                + " after delete.retention.ms.");
    }

    @Test
    void bothPoliciesCount() {
        assertThat(Expiry.of(
                        topic(partition(100, 1_000, 30, 20)),
                        Map.of("cleanup.policy", "compact,delete", "retention.ms", "604800000"),
                        NOW))
                .extracting(Expiry::cause)
                .containsExactly(Cause.AGE, Cause.COMPACTION);
    }

    @Test
    void emptyTopicLosesNothing() {
        assertThat(Expiry.of(topic(), Map.of("cleanup.policy", "compact"), NOW)).isEmpty();
    }

    private static PlannedPartition partition(long records, long bytes, int oldestDays, int youngestDays) {
        return new PlannedPartition(
                new TopicPartitionId("orders", new Id(1, 1), 0),
                0,
                records,
                records,
                bytes,
                bytes,
                NOW.minus(Duration.ofDays(oldestDays)).toEpochMilli(),
                NOW.minus(Duration.ofDays(youngestDays)).toEpochMilli(),
                10,
                List.of(),
                List.of());
    }

    private static PlannedTopic topic(PlannedPartition... partitions) {
        return new PlannedTopic(
                "orders",
                new Id(1, 1),
                null,
                new PlannedTarget("orders-copy", false, 1, (short) 1, Map.of(), Map.of()),
                Partitioning.PRESERVE,
                TimeWindow.ALL,
                null,
                List.of(partitions));
    }
}
