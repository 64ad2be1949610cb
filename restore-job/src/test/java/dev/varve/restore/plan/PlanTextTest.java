// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.GapCause;
import dev.varve.format.catalog.GapRange;
import dev.varve.restore.plan.PlanProblem.Kind;
import dev.varve.restore.plan.PlannedTopic.PlannedTarget;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanTextTest {
    private static final long TIME = Instant.parse("2026-02-01T00:00:00Z").toEpochMilli();
    private static final Id TOPIC_ID = new Id(1, 2);

    private static PlannedPartition partition(int number, long until, long records) {
        return new PlannedPartition(
                new TopicPartitionId("orders", TOPIC_ID, number),
                0,
                until,
                records,
                records * 1000,
                records * 100,
                TIME,
                TIME + 5000,
                1000,
                List.of(new GapRange(new OffsetRange(1, 2), GapCause.RECORDS_DELETED, TIME, 2)),
                List.of(new OffsetRange(3, 4)));
    }

    private static RestorePlan plan(List<PlanProblem> problems) {
        PlannedTopic topic = new PlannedTopic(
                "orders",
                TOPIC_ID,
                null,
                new PlannedTarget("orders-copy", false, 4, (short) 3, Map.of("retention.ms", "-1"), Map.of("a.b", "c")),
                Partitioning.BY_KEY,
                new TimeWindow(TIME, Long.MAX_VALUE),
                Instant.ofEpochMilli(TIME),
                List.of(partition(0, 1500, 1234), partition(3, 0, 0)));
        PlanProblem warning = new PlanProblem(Kind.GAP, "orders-0", "Some message.", "");
        return new RestorePlan("to-staging", "shop", new Id(7, 8), List.of(topic), 2, problems, List.of(warning));
    }

    @Test
    void showsATable() {
        assertThat(String.join("\n", PlanText.lines(plan(List.of())))).isEqualTo("""
                Restore to-staging of archive shop: 1 topic, 2 partitions, 1,234 records, 1.2 MiB (120.5 KiB stored) in at most 2 segments

                SOURCE  TARGET             OFFSETS    RECORDS    BYTES  FROM (UTC)           TO (UTC)
                orders  orders-copy (new)               1,234  1.2 MiB  2026-02-01 00:00:00  2026-02-01 00:00:05
                  topic id AAAAAAAAAAEAAAAAAAAAAg; target is created with 4 partitions and 3 replicas; by key; from 2026-02-01T00:00:00Z; as of 2026-02-01T00:00:00Z
                  0                        [0, 1500)    1,234  1.2 MiB  2026-02-01 00:00:00  2026-02-01 00:00:05
                  3                        none             0      0 B  -                    -

                1 warning:
                1. gap: orders-0
                   Some message.

                The restore is possible. Nothing has been written.""");
    }

    @Test
    void numbersProblemsAndWrapsThem() {
        PlanProblem problem =
                new PlanProblem(Kind.TARGET_NOT_EMPTY, "target topic a", "word ".repeat(30) + "end.", "do it");

        List<String> lines = PlanText.lines(plan(List.of(problem, problem)));

        assertThat(lines)
                .contains("2 problems:", "1. target-not-empty: target topic a", "2. target-not-empty: target topic a");
        assertThat(lines).contains("   HINT: do it", "The restore cannot start. Nothing has been written.");
        assertThat(lines.stream().filter(line -> line.contains("word")))
                .hasSize(4)
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }

    @Test
    void jsonHasEverything() throws IOException {
        PlanProblem problem = new PlanProblem(Kind.OTHER_REQUEST, "restore x", "Message.", "do it");

        JsonNode json = new ObjectMapper().readTree(PlanJson.text(plan(List.of(problem))));

        assertThat(json.get("possible").asBoolean()).isFalse();
        assertThat(json.get("records").asLong()).isEqualTo(1234);
        assertThat(json.get("problems").get(0).toString())
                .isEqualTo(
                        "{\"kind\":\"other-request\",\"subject\":\"restore x\",\"message\":\"Message.\",\"hint\":\"do it\"}");
        assertThat(json.get("warnings").get(0).get("hint").isNull()).isTrue();
        JsonNode topic = json.get("topics").get(0);
        assertThat(topic.get("from").asText()).isEqualTo("2026-02-01T00:00:00Z");
        assertThat(topic.get("until").isNull()).isTrue();
        assertThat(topic.get("finalConfigs").toString()).isEqualTo("{\"a.b\":\"c\"}");
        assertThat(topic.get("partitions").get(0).toString())
                .isEqualTo("{\"partition\":0,\"start\":0,\"end\":1500,\"records\":1234,\"recordBytes\":1234000,"
                        + "\"storedBytes\":123400,\"oldestTimestamp\":" + TIME + ",\"newestTimestamp\":" + (TIME + 5000)
                        + ",\"largestRecord\":1000,\"gaps\":[{\"start\":1,\"end\":2,\"cause\":\"records-deleted\",\"found\":"
                        + "\"2026-02-01T00:00:00Z\"}],\"holes\":[{\"start\":3,\"end\":4}]}");
        assertThat(topic.get("partitions").get(1).get("oldestTimestamp").isNull())
                .isTrue();
    }
}
