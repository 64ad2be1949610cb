// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.TopicDescription;
import dev.varve.format.archive.TopicSetting;
import dev.varve.format.block.GapCause;
import dev.varve.format.catalog.GapRange;
import dev.varve.format.record.ContentDigest;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.ledger.LedgerContent.SplitKey;
import dev.varve.restore.ledger.LedgerContent.TargetPartition;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.ledger.LedgerEntry.Claim;
import dev.varve.restore.plan.Partitioning;
import dev.varve.restore.plan.PlannedPartition;
import dev.varve.restore.plan.PlannedTopic;
import dev.varve.restore.plan.PlannedTopic.PlannedTarget;
import dev.varve.restore.plan.RestorePlan;
import dev.varve.restore.plan.TimeWindow;
import dev.varve.restore.report.RestoreReport.Verdict;
import dev.varve.restore.target.Expiry;
import dev.varve.restore.verification.PartitionContent;
import dev.varve.restore.verification.ReadPlan;
import dev.varve.restore.verification.ReadRange;
import dev.varve.restore.verification.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreReportTest {
    private static final Id TARGET_ID = new Id(0x77, 0x88);
    private static final TopicPartitionId SOURCE = new TopicPartitionId("orders", new Id(1, 2), 0);
    private static final ContentDigest CONTENT = new ContentDigest(100, 0xabc, -1);
    private static final Instant STARTED = Instant.parse("2026-02-01T00:00:00Z");
    private static final Expiry EXPIRY =
            new Expiry("orders-copy", Expiry.Cause.COMPACTION, -1, 100, "orders-copy: gone.");

    @TempDir
    Path directory;

    @Test
    void verifiedRestoreSaysWhatItDid() {
        assertThat(ReportText.of(report(CONTENT)))
                .containsExactly(
                        "Restore shop-to-staging of archive shop: verified, the target holds what was restored",
                        "  100 records, 5000 bytes, in all runs; this run took 90 s, until 2026-02-01T00:01:30Z",
                        "  Restored:",
                        "    orders-0 -> orders-copy: offsets 10 to 120, 5000 bytes, 100 records, digest"
                                + " 0000000000000abc/ffffffffffffffff, 2026-01-01T00:00:00Z to 2026-01-02T00:00:00Z",
                        "  Read back:",
                        "    orders-copy-0: verified, offsets 0 to 101, 100 records, digest"
                                + " 0000000000000abc/ffffffffffffffff",
                        "  Left out, damaged:",
                        "    orders-0: offsets 30 to 32, checksum (data/x.seg)",
                        "  Not in the archive:",
                        "    orders-0: offsets 50 to 55, retention",
                        "    orders-0: offsets 60 to 61, unexplained",
                        "  Topics created:",
                        "    orders-copy",
                        "  What the target will remove:",
                        "    orders-copy: gone.",
                        "  To know:",
                        "    Timestamps of orders-copy were set by the source's broker (LogAppendTime). Restored records have"
                                + " the same times, marked as CreateTime: Kafka lets no producer choose a LogAppendTime.");
    }

    @Test
    void differenceComesFirst() {
        RestoreReport report = report(new ContentDigest(99, 1, 1));

        assertThat(report.verdict()).isEqualTo(Verdict.DIFFERS);
        assertThat(ReportText.of(report).get(0)).endsWith("the target differs from what was restored");
        assertThat(ReportText.of(report).get(2))
                .startsWith("  Finding: orders-copy-0: expected 100 records, found 99. HINT: ");
    }

    @Test
    void withoutVerificationItIsUnverified() {
        RestoreReport report = content().report(STARTED, STARTED.plusSeconds(1), null, List.of());

        assertThat(report.verdict()).isEqualTo(Verdict.UNVERIFIED);
        assertThat(report.targets()).isEmpty();
        assertThat(report.hasFindings()).isTrue();
    }

    @Test
    void restoreThatStoppedHalfWaySaysHowFarItIs() {
        ReportContent nothing = new ReportContent(plan(), LedgerContent.NONE, Map.of());

        RestoreReport report = nothing.report(STARTED, STARTED, null, List.of());

        assertThat(report.isComplete()).isFalse();
        assertThat(ReportText.of(report))
                .contains("Restore shop-to-staging of archive shop: not complete, unverified")
                .anyMatch(line -> line.contains("offsets 10 to 120, restored to 10, 0 bytes, 0 records"));
    }

    @Test
    void jsonHasTheSameFacts() throws Exception {
        JsonNode json = new ObjectMapper().readTree(ReportJson.of(report(CONTENT)));

        assertThat(json.at("/version").intValue()).isEqualTo(1);
        assertThat(json.at("/verdict").textValue()).isEqualTo("verified");
        assertThat(json.at("/complete").booleanValue()).isTrue();
        assertThat(json.at("/records").longValue()).isEqualTo(100);
        assertThat(json.at("/restored/0/wanted/end").longValue()).isEqualTo(120);
        assertThat(json.at("/restored/0/unordered").textValue()).isEqualTo("ffffffffffffffff");
        assertThat(json.at("/restored/0/lastTimestamp").textValue()).isEqualTo("2026-01-02T00:00:00Z");
        assertThat(json.at("/targets/0/topicId").textValue()).isEqualTo(TARGET_ID.base64());
        assertThat(json.at("/targets/0/finding").isNull()).isTrue();
        assertThat(json.at("/skipped/0/object").textValue()).isEqualTo("data/x.seg");
        assertThat(json.at("/gaps/1/cause").textValue()).isEqualTo("unexplained");
        assertThat(json.at("/createdTopics/0").textValue()).isEqualTo("orders-copy");
        assertThat(json.at("/expiry/0/cause").textValue()).isEqualTo("compaction");
        assertThat(json.at("/expiry/0/records").isNull()).isTrue();
    }

    @Test
    void fileIsReplacedAsAWhole() throws Exception {
        Path file = directory.resolve("reports/report.json");
        ReportFile report = new ReportFile(file.toUri());

        report.write("first, and longer\n");
        report.write("second\n");

        assertThat(file).hasContent("second\n");
        try (Stream<Path> files = Files.list(directory.resolve("reports"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void fileThatCannotBeWrittenIsNamed() throws Exception {
        Path taken = directory.resolve("report.json");
        Files.createDirectories(taken.resolve("in-the-way"));

        assertThatThrownBy(() -> new ReportFile(taken.toUri()).write("text"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot write the report to file:")
                .hasMessageContaining("HINT: ");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    private static RestoreReport report(ContentDigest found) {
        ReadPlan read = new ReadPlan(List.of(new ReadRange("orders-copy", TARGET_ID, 0, 0, 101, 0)), Map.of(), 50);
        Map<TargetPartition, PartitionContent> contents =
                Map.of(new TargetPartition(TARGET_ID, 0), new PartitionContent(found, 5_000, 0, 99, 0));
        Verification verification = Verification.compare(plan().topics(), ledger(), read, contents, Set.of());
        return content().report(STARTED, STARTED.plusSeconds(90), verification, List.of(EXPIRY));
    }

    private static ReportContent content() {
        return new ReportContent(plan(), ledger(), Map.of("orders-copy", TARGET_ID));
    }

    private static RestorePlan plan() {
        PlannedPartition partition = new PlannedPartition(
                SOURCE,
                10,
                120,
                100,
                5_000,
                2_000,
                Instant.parse("2026-01-01T00:00:00Z").toEpochMilli(),
                Instant.parse("2026-01-02T00:00:00Z").toEpochMilli(),
                50,
                List.of(new GapRange(new OffsetRange(50, 55), GapCause.RETENTION, 0, 55)),
                List.of(new OffsetRange(60, 61)));
        TopicDescription description = new TopicDescription(
                new Id(3, 4),
                "orders",
                SOURCE.topicId(),
                STARTED,
                1,
                1,
                false,
                List.of(new TopicSetting("message.timestamp.type", "LogAppendTime", "DYNAMIC_TOPIC_CONFIG")));
        PlannedTopic topic = new PlannedTopic(
                "orders",
                SOURCE.topicId(),
                description,
                new PlannedTarget("orders-copy", false, 1, (short) 1, Map.of(), Map.of()),
                Partitioning.PRESERVE,
                TimeWindow.ALL,
                null,
                List.of(partition));
        return new RestorePlan("shop-to-staging", "shop", new Id(3, 4), List.of(topic), 7, List.of(), List.of());
    }

    /** Javac 17 forgets in class files which components of a record with a compact constructor may be null. */
    @SuppressWarnings("NullAway")
    private static LedgerContent ledger() {
        return new LedgerContent(
                null,
                null,
                Map.of(),
                Map.of(),
                Map.of(TARGET_ID, new Claim("orders-copy", TARGET_ID, true, List.of(0L))),
                Map.of(
                        new SplitKey(SOURCE, TARGET_ID),
                        new LedgerEntry.Position(SOURCE, TARGET_ID, -1, 120, CONTENT, 5_000)),
                List.of(new LedgerEntry.Skipped(SOURCE, TARGET_ID, new OffsetRange(30, 32), "data/x.seg", "checksum")),
                Map.of(),
                Map.of());
    }
}
