// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.format.Id;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.config.TopicMapping;
import dev.varve.restore.config.TopicMapping.Exact;
import dev.varve.restore.config.TopicMapping.Matching;
import dev.varve.restore.config.TopicMapping.TopicIdChoice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What identifies a request, so that a second run under the same id does not silently do something else: the archive, the mappings
 * as they were asked for, the topic ids that they stand for, and what changes records. Not in it: how fast, where to, and what
 * happens with findings.
 *
 * @param text JSON on one line, the same for the same request
 */
public record CanonicalRequest(String text) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String IDS = "ids";

    /** The request of a plan. Problems of the plan do not matter. */
    public static CanonicalRequest of(RestoreConfig config, RestorePlan plan) {
        return of(config, plan.archiveId(), plan.topics());
    }

    static CanonicalRequest of(RestoreConfig config, Id archiveId, Collection<PlannedTopic> topics) {
        ObjectNode request = JSON.createObjectNode();
        request.put("version", 1);
        request.put("archiveId", archiveId.hex());
        request.put("noTimestamp", word(config.noTimestamp()));
        request.put("onDamage", word(config.onDamage()));
        request.put("sourceOffsetHeader", config.sourceOffsetHeader());
        ObjectNode mappings = request.putObject("topics");
        sorted(config.topics()).forEach((key, mapping) -> add(mappings.putObject(key), mapping));
        ObjectNode ids = request.putObject(IDS);
        Map<String, Set<String>> byMapping = new TreeMap<>();
        for (PlannedTopic topic : topics) {
            byMapping
                    .computeIfAbsent(topic.topic() + ">" + topic.target().topic(), key -> new TreeSet<>())
                    .add(topic.topicId().base64());
        }
        byMapping.forEach((key, values) -> {
            ArrayNode array = ids.putArray(key);
            values.forEach(array::add);
        });
        return new CanonicalRequest(write(request));
    }

    private static Map<String, TopicMapping> sorted(List<TopicMapping> mappings) {
        Map<String, TopicMapping> byKey = new TreeMap<>();
        for (TopicMapping mapping : mappings) {
            String key = "";
            if (mapping.source() instanceof Exact exact) {
                String id = mapping.topicId() instanceof TopicIdChoice.Only ? "" : "@" + choice(mapping.topicId());
                key = exact.topic() + ">" + exact.target() + id;
            } else if (mapping.source() instanceof Matching matching) {
                key = "/" + matching.pattern() + "/-/" + matching.exclude() + "/";
            }
            byKey.put(key, mapping);
        }
        return byKey;
    }

    private static void add(ObjectNode node, TopicMapping mapping) {
        node.put("topicId", choice(mapping.topicId()));
        node.put("partitioning", word(mapping.partitioning()));
        node.put("timeRange.from", text(mapping.timeRange().from()));
        node.put("timeRange.until", text(mapping.timeRange().until()));
        node.put("asOf", text(mapping.asOf()));
        ObjectNode partitions = node.putObject("partitions");
        mapping.partitions().forEach(range -> {
            ObjectNode partition = partitions.putObject(Integer.toString(range.number()));
            partition.put("from", range.from());
            partition.put("until", range.until() == Long.MAX_VALUE ? null : (Long) range.until());
        });
    }

    private static String choice(TopicIdChoice choice) {
        if (choice instanceof TopicIdChoice.Exactly exactly) {
            return exactly.id().base64();
        }
        return choice instanceof TopicIdChoice.Newest ? "newest" : choice instanceof TopicIdChoice.All ? "all" : "only";
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Where this request differs from an earlier one in a way that the earlier one cannot be gone on with; empty if it can. A later
     * end is no difference: a later {@code asOf}, a larger {@code until} of a partition, more in the archive. A later end of a time
     * range is one, because offsets that were passed may hold such records.
     *
     * @return key, earlier value and present value, such as {@code topics.orders>orders.partitioning: was preserve, is by-key}
     */
    public List<String> differencesFrom(String earlier) {
        List<String> differences = new ArrayList<>();
        compare("", read(earlier), read(text), differences);
        return differences;
    }

    private void compare(String path, JsonNode old, JsonNode present, List<String> differences) {
        if (!old.isObject() || !present.isObject()) {
            boolean same = old.equals(present) || (old.isArray() ? isGrown(old, present) : isLater(path, old, present));
            if (!same) {
                differences.add(path + ": was " + shown(old) + ", is " + shown(present));
            }
            return;
        }
        Set<String> names = new TreeSet<>();
        old.fieldNames().forEachRemaining(names::add);
        present.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            String child = path.isEmpty() ? name : path + "." + name;
            JsonNode before = old.get(name);
            JsonNode after = present.get(name);
            if (before != null && after != null) {
                compare(child, before, after, differences);
            } else if (before != null || !path.equals(IDS)) {
                differences.add(child + (before == null ? ": was not asked for" : ": is not asked for any more"));
            }
        }
    }

    /** Newer topics of a name come in where all are asked for; what was asked for differs elsewhere if they do not. */
    private boolean isGrown(JsonNode old, JsonNode present) {
        Set<String> ids = new TreeSet<>();
        present.forEach(id -> ids.add(id.asText()));
        Set<String> oldIds = new TreeSet<>();
        old.forEach(id -> oldIds.add(id.asText()));
        return ids.containsAll(oldIds) && (ids.equals(oldIds) || text.contains("\"topicId\":\"all\""));
    }

    private static boolean isLater(String key, JsonNode old, JsonNode present) {
        if (key.endsWith(".asOf")) {
            return !old.isNull()
                    && (present.isNull() || Instant.parse(present.asText()).isAfter(Instant.parse(old.asText())));
        }
        boolean partitionEnd = key.contains(".partitions.") && key.endsWith(".until");
        return partitionEnd && !old.isNull() && (present.isNull() || present.asLong() > old.asLong());
    }

    private static String shown(JsonNode value) {
        return value.isNull() ? "none" : value.isArray() ? value.toString() : value.asText();
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Invalid request in the ledger: not JSON", e);
        }
    }

    private static String write(ObjectNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write a request", e);
        }
    }
}
