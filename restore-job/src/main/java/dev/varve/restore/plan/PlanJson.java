// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.format.OffsetRange;
import dev.varve.format.catalog.GapRange;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A plan for programs. Members are only ever added to; docs/cli.md lists them. Contains no secrets. */
public final class PlanJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter INDENTED = JSON.writerWithDefaultPrettyPrinter();

    private PlanJson() {}

    /** One JSON object on several lines, without a line end after it. */
    public static String text(RestorePlan plan) {
        try {
            return INDENTED.writeValueAsString(node(plan));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode node(RestorePlan plan) {
        ObjectNode node = JSON.createObjectNode();
        node.put("restore", plan.restoreId());
        node.put("archive", plan.archive());
        node.put("archiveId", plan.archiveId().hex());
        node.put("possible", plan.isPossible());
        node.put("segments", plan.segments());
        put(node, PlanSums.of(plan));
        ArrayNode topics = node.putArray("topics");
        plan.topics().forEach(topic -> put(topics.addObject(), topic));
        put(node.putArray("problems"), plan.problems());
        put(node.putArray("warnings"), plan.warnings());
        return node;
    }

    private static void put(ObjectNode node, PlannedTopic topic) {
        PlannedTopic.PlannedTarget target = topic.target();
        TimeWindow window = topic.window();
        node.put("source", topic.topic());
        node.put("topicId", topic.topicId().base64());
        node.put("target", target.topic());
        node.put("exists", target.exists());
        node.put("partitionCount", target.partitions());
        node.put("replicationFactor", target.replicationFactor() < 0 ? null : (Short) target.replicationFactor());
        node.put(
                "partitioning",
                topic.partitioning().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        node.put("from", window.fromMillis() == Long.MIN_VALUE ? null : time(window.fromMillis()));
        node.put("until", window.untilMillis() == Long.MAX_VALUE ? null : time(window.untilMillis()));
        node.put("asOf", topic.asOf() == null ? null : topic.asOf().toString());
        put(node.putObject("holdingConfigs"), target.holdingConfigs());
        put(node.putObject("finalConfigs"), target.finalConfigs());
        put(node, PlanSums.of(topic));
        ArrayNode partitions = node.putArray("partitions");
        topic.partitions().forEach(partition -> put(partitions.addObject(), partition));
    }

    private static void put(ObjectNode node, PlannedPartition partition) {
        boolean records = partition.records() > 0;
        node.put("partition", partition.source().partition());
        node.put("start", partition.from());
        node.put("end", partition.until());
        node.put("records", partition.records());
        node.put("recordBytes", partition.recordBytes());
        node.put("storedBytes", partition.storedBytes());
        node.put("oldestTimestamp", records ? (Long) partition.minTimestamp() : null);
        node.put("newestTimestamp", records ? (Long) partition.maxTimestamp() : null);
        node.put("largestRecord", partition.largestRecord());
        ArrayNode gaps = node.putArray("gaps");
        for (GapRange gap : partition.gaps()) {
            ObjectNode range = range(gaps.addObject(), gap.offsets());
            range.put("cause", gap.cause().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            range.put("found", time(gap.readAt()));
        }
        ArrayNode holes = node.putArray("holes");
        partition.holes().forEach(hole -> range(holes.addObject(), hole));
    }

    private static ObjectNode range(ObjectNode node, OffsetRange range) {
        return node.put("start", range.start()).put("end", range.end());
    }

    private static void put(ObjectNode node, PlanSums sums) {
        node.put("records", sums.records());
        node.put("recordBytes", sums.recordBytes());
        node.put("storedBytes", sums.storedBytes());
        node.put("oldestTimestamp", sums.records() > 0 ? (Long) sums.minTimestamp() : null);
        node.put("newestTimestamp", sums.records() > 0 ? (Long) sums.maxTimestamp() : null);
    }

    private static void put(ObjectNode node, Map<String, String> settings) {
        new TreeMap<>(settings).forEach(node::put);
    }

    private static void put(ArrayNode array, List<PlanProblem> problems) {
        for (PlanProblem problem : problems) {
            array.addObject()
                    .put("kind", problem.kind().id())
                    .put("subject", problem.subject())
                    .put("message", problem.message())
                    .put("hint", problem.hint().isEmpty() ? null : problem.hint());
        }
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
