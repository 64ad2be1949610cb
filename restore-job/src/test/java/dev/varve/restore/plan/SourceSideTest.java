// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import static dev.varve.restore.plan.PlannedArchive.id;
import static dev.varve.restore.plan.PlannedArchive.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.GapCause;
import dev.varve.restore.plan.PlanProblem.Kind;
import dev.varve.restore.plan.PlannedArchive.Planned;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceSideTest {
    private static final TopicPartitionId ORDERS = partition("orders", 0);

    private final PlannedArchive archive;

    SourceSideTest() throws IOException {
        archive = new PlannedArchive();
    }

    @Test
    void plansEverythingByDefault() throws IOException {
        archive.describe("orders").describe("empty").records(ORDERS, 0, 10).records(ORDERS, 10, 30);
        archive.records(partition("orders", 1), 0, 5);

        Planned plan = archive.read();

        PlannedPartition first = plan.partitions().get(0);
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.warnings()).isEmpty();
        assertThat(plan.ranges()).containsExactly("orders-0 [0, 30) 30", "orders-1 [0, 5) 5");
        assertThat(plan.side().needs()).extracting(TargetNeed::topic).containsExactly("empty", "orders");
        assertThat(plan.side().segments()).isEqualTo(3);
        assertThat(first.minTimestamp()).isEqualTo(PlannedArchive.START.toEpochMilli());
        assertThat(first.maxTimestamp()).isEqualTo(PlannedArchive.START.toEpochMilli() + 29);
        assertThat(first.largestRecord()).isPositive();
        assertThat(first.recordBytes()).isBetween(30L * 10, 30L * 20);
        assertThat(first.storedBytes()).isPositive();
    }

    @Test
    void offsetsCutPartitions() throws IOException {
        archive.describe("orders").records(ORDERS, 0, 10).records(ORDERS, 10, 30);
        archive.records(partition("orders", 1), 0, 5);

        Planned plan = archive.read("topics: [{source: orders, partitions: [{number: 0, from: 5, until: 15}]}]");

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.ranges()).containsExactly("orders-0 [5, 15) 10");
        assertThat(plan.side().segments()).isEqualTo(2);
    }

    @Test
    void timeWindowLeavesOutRunsWithoutWantedRecords() throws IOException {
        archive.describe("orders").records(ORDERS, 0, 10).records(ORDERS, 10, 30);

        Planned plan = archive.read("timeRange: {from: 2026-02-01T00:00:00.012Z, until: 2026-02-01T00:00:00.020Z}");

        assertThat(plan.ranges()).containsExactly("orders-0 [0, 30) 20");
        assertThat(plan.partitions().get(0).minTimestamp()).isEqualTo(PlannedArchive.START.toEpochMilli() + 12);
        assertThat(plan.partitions().get(0).maxTimestamp()).isEqualTo(PlannedArchive.START.toEpochMilli() + 19);
    }

    @Test
    void asOfEndsWhereTheBackupWasThen() throws IOException {
        archive.describe("orders").records(ORDERS, 0, 10).pass(Duration.ofHours(1));
        archive.describe("later").records(ORDERS, 10, 30).records(partition("later", 0), 0, 3);

        Planned plan = archive.read("asOf: 2026-02-01T00:30:00Z");

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.ranges()).containsExactly("orders-0 [0, 10) 10");
    }

    @Test
    void asOfOfATopicBeatsTheGeneralOne() throws IOException {
        archive.describe("orders").records(ORDERS, 0, 10);
        archive.describe("payments").records(partition("payments", 0), 0, 10).pass(Duration.ofHours(1));
        archive.records(ORDERS, 10, 30).records(partition("payments", 0), 10, 30);

        Planned plan = archive.read(
                "asOf: 2026-02-01T00:30:00Z", "topics: [{source: orders, asOf: 2026-02-01T02:00:00Z}, {pattern: p.*}]");

        assertThat(plan.ranges()).containsExactly("orders-0 [0, 30) 30", "payments-0 [0, 10) 10");
    }

    @Test
    void severalTopicIdsAreListedAndNotGuessed() throws IOException {
        twoNamesakes();

        Planned plan = archive.read();

        assertThat(plan.side().needs()).isEmpty();
        assertThat(plan.problems())
                .containsExactly(new PlanProblem(
                        Kind.SEVERAL_TOPIC_IDS,
                        "orders",
                        "Ambiguous topic orders: the archive has 2 topics that had this name one after the other: "
                                + id("orders").base64()
                                + " (first seen 2026-02-01T00:00:00Z, 10 records from 2026-02-01T00:00:00Z to"
                                + " 2026-02-01T00:00:00.009Z); " + id("again").base64()
                                + " (first seen 2026-02-01T01:00:00Z, no records).",
                        "set topicId of topic orders to the id that you want, to newest, or to all"));
    }

    private void twoNamesakes() throws IOException {
        archive.describe("orders").records(ORDERS, 0, 10).pass(Duration.ofHours(1));
        archive.describe("orders", id("again"), Map.of());
    }

    @Test
    void namesakesAreChosenByTopicId() throws IOException {
        twoNamesakes();

        Planned old = archive.read(
                "topics: [{source: orders, topicId: " + id("orders").base64() + "}]");
        Planned newest = archive.read("topics: [{source: orders, topicId: newest}]");
        Planned all = archive.read("topics: [{pattern: .*, topicId: all}]");
        Planned wrong =
                archive.read("topics: [{source: orders, topicId: " + id("other").base64() + "}]");

        assertThat(old.ranges()).containsExactly("orders-0 [0, 10) 10");
        assertThat(newest.side().needs()).hasSize(1);
        assertThat(newest.ranges()).isEmpty();
        assertThat(all.side().needs().get(0).sources()).hasSize(2);
        assertThat(wrong.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .startsWith("Missing topic id " + id("other").base64() + ": in archive shop, topic orders has "
                                + id("orders").base64()));
    }

    @Test
    void gapIsAProblemOrAccepted() throws IOException {
        archive.describe("orders").records(ORDERS, 0, 10).gap(ORDERS, 10, 20, GapCause.RETENTION);
        archive.records(ORDERS, 20, 25);
        PlanProblem expected = new PlanProblem(
                Kind.GAP,
                "orders-0",
                "Missing offsets of orders-0: [10, 20) deleted by retention before they were read, found"
                        + " 2026-02-01T00:00:00Z.",
                "set onGap: continue to restore what is there; the restore then ends with exit code 3");

        Planned refused = archive.read();
        Planned accepted = archive.read("onGap: continue");
        Planned beside = archive.read("topics: [{source: orders, partitions: [{number: 0, until: 10}]}]");

        assertThat(refused.problems()).containsExactly(expected);
        assertThat(refused.partitions().get(0).gaps()).hasSize(1);
        assertThat(accepted.problems()).isEmpty();
        assertThat(accepted.warnings()).containsExactly(expected);
        assertThat(beside.problems()).isEmpty();
        assertThat(beside.warnings()).isEmpty();
    }

    @Test
    void whatTheSourceNoLongerHadIsNoProblem() throws IOException {
        archive.describe("orders")
                .gap(ORDERS, 0, 20, GapCause.BEFORE_FIRST_BACKUP)
                .records(ORDERS, 20, 25);

        Planned plan = archive.read();

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.ranges()).containsExactly("orders-0 [20, 25) 5");
        assertThat(plan.partitions().get(0).gaps()).isEmpty();
        assertThat(plan.warnings())
                .containsExactly(new PlanProblem(
                        Kind.GAP,
                        "orders-0",
                        "The archive has orders-0 from offset 20 on: the source no longer had earlier ones at the first"
                                + " backup, or it was told to start there.",
                        ""));
    }

    @Test
    void holeIsAProblemOrAccepted() throws IOException {
        archive.describe("orders").records(ORDERS, 0, 10).records(ORDERS, 20, 25);

        Planned refused = archive.read();
        Planned accepted = archive.read("onGap: continue");

        assertThat(refused.problems())
                .containsExactly(new PlanProblem(
                        Kind.HOLE,
                        "orders-0",
                        "Lost offsets of orders-0: [10, 20), nothing in the archive covers or explains them.",
                        "varve verify --full names the damage; set onGap: continue to restore what is there; the restore"
                                + " then ends with exit code 3"));
        assertThat(accepted.problems()).isEmpty();
        assertThat(accepted.warnings()).hasSize(1);
    }

    @Test
    void damagedSegmentWithoutManifestIsAProblemOrSkipped() throws IOException {
        archive.describe("orders").records(ORDERS, 0, 10).records(ORDERS, 10, 20);
        String name = archive.segments().get(1).segmentName();
        archive.archive().deleteManifests();
        archive.archive().replace(name, new byte[100]);

        Planned refused = archive.read();
        Planned accepted = archive.read("onDamage: skip-block");

        assertThat(refused.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.kind()).isEqualTo(Kind.DAMAGE))
                .satisfies(problem -> assertThat(problem.subject()).isEqualTo(name));
        assertThat(accepted.problems()).isEmpty();
        assertThat(accepted.warnings()).hasSize(1);
    }

    @Test
    void missingTopicsAndPartitionsAreNamed() throws IOException {
        archive.describe("orders").records(ORDERS, 0, 10);

        Planned plan = archive.read(
                "topics: [{source: orders, partitions: [{number: 1}, {number: 7}]}, {source: order}, {pattern: x.*}]");

        assertThat(plan.problems())
                .extracting(PlanProblem::kind, PlanProblem::message, PlanProblem::hint)
                .containsExactly(
                        tuple(
                                Kind.TOPIC_NOT_IN_ARCHIVE,
                                "Missing topic order: archive shop has none of this name.",
                                "the archive has orders"),
                        tuple(
                                Kind.TOPIC_NOT_IN_ARCHIVE,
                                "Missing topics: none in archive shop matches pattern 'x.*'.",
                                "the archive has orders"),
                        tuple(
                                Kind.TOPIC_NOT_IN_ARCHIVE,
                                "Missing partition orders-7: the archive has nothing of it.",
                                "varve list --partitions shows what the archive has"));
    }

    @Test
    void recordsWithoutTimestampAreAProblemOrGetOne() throws IOException {
        archive.describe("orders").record(ORDERS, 0, -1, 10).records(ORDERS, 1, 5);

        Planned refused = archive.read();
        Planned accepted = archive.read("noTimestamp: now");
        Planned unwanted = archive.read("timeRange: {from: 2026-01-01T00:00:00Z}");

        assertThat(refused.problems())
                .containsExactly(new PlanProblem(
                        Kind.NO_TIMESTAMP,
                        "orders-0",
                        "Unsupported records in orders-0: some have no timestamp, and no producer can write them so.",
                        "set noTimestamp: now to give them the time of the restore"));
        assertThat(accepted.problems()).isEmpty();
        assertThat(accepted.warnings()).hasSize(1);
        assertThat(unwanted.problems()).isEmpty();
    }

    @Test
    void laterEndThanTheArchiveHasIsTold() throws IOException {
        archive.describe("orders").records(ORDERS, 0, 10);

        Planned plan = archive.read("topics: [{source: orders, partitions: [{number: 0, until: 50}]}]");

        assertThat(plan.ranges()).containsExactly("orders-0 [0, 10) 10");
        assertThat(plan.warnings())
                .extracting(PlanProblem::message)
                .containsExactly("The archive has orders-0 up to offset 10, asked for was 50.");
    }

    @Test
    void internalTopicsAreLeftOutAndTold() throws IOException {
        archive.describe("orders").records(ORDERS, 0, 10);
        archive.describe("__consumer_offsets").records(partition("__consumer_offsets", 0), 0, 5);

        Planned plan = archive.read();

        assertThat(plan.ranges()).containsExactly("orders-0 [0, 10) 10");
        assertThat(plan.warnings())
                .extracting(PlanProblem::kind, PlanProblem::subject)
                .containsExactly(tuple(Kind.INTERNAL_TOPIC, "__consumer_offsets"));
    }

    @Test
    void exactNameBeatsPatternAndFirstPatternDecides() throws IOException {
        archive.describe("orders").records(ORDERS, 0, 10);
        archive.describe("other").records(partition("other", 0), 0, 5);

        Planned plan = archive.read(
                "topics: [{pattern: ot.*, partitioning: by-key}, {pattern: o.*}, {source: orders, target: copy}]");

        assertThat(plan.side().needs()).extracting(TargetNeed::topic).containsExactly("copy", "other");
        assertThat(plan.side().needs().get(1).sources().get(0).partitioning()).isEqualTo(Partitioning.BY_KEY);
    }

    @Test
    void sumsOfPartsAreReadInOnePassForAllTopics() throws IOException {
        archive.describe("orders").records(ORDERS, 0, 10).records(ORDERS, 10, 30);

        Planned plan = archive.read(
                "topics:",
                "  - {source: orders, target: a, partitions: [{number: 0, until: 10}]}",
                "  - {source: orders, target: b, partitions: [{number: 0, from: 20}]}");

        assertThat(plan.ranges()).containsExactly("orders-0 [0, 10) 10", "orders-0 [20, 30) 10");
    }
}
