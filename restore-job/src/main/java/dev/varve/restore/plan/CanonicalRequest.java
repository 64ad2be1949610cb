// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What identifies a request, so that a second run under the same id does not silently do something else: the archive, the topic ids
 * with what is wanted of each and where it goes, and what changes records. How this was written does not matter, nor how fast, nor
 * what happens with findings.
 *
 * @param text JSON on one line, the same for the same request
 */
public record CanonicalRequest(String text) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPICS = "topics";
    private static final String ABSENT = ": is not asked for any more";

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
        ObjectNode wanted = request.putObject(TOPICS);
        Map<String, PlannedTopic> byKey = new TreeMap<>();
        topics.forEach(topic -> byKey.put(
                topic.topic() + "@" + topic.topicId().base64() + ">"
                        + topic.target().topic(),
                topic));
        byKey.forEach((key, topic) -> add(wanted.putObject(key), mapping(config, topic)));
        return new CanonicalRequest(write(request));
    }

    /** The one that selected a topic. */
    private static TopicMapping mapping(RestoreConfig config, PlannedTopic topic) {
        return config.topics().stream()
                .filter(mapping -> selects(mapping, topic))
                .min(Comparator.comparing(mapping -> rank(mapping)))
                .orElseThrow(() -> new IllegalStateException("Missing mapping of topic " + topic.topic()));
    }

    private static boolean selects(TopicMapping mapping, PlannedTopic topic) {
        if (mapping.topicId() instanceof TopicIdChoice.Exactly exactly
                && !exactly.id().equals(topic.topicId())) {
            return false;
        }
        return mapping.source() instanceof Exact exact
                ? exact.topic().equals(topic.topic())
                        && exact.target().equals(topic.target().topic())
                : mapping.source() instanceof Matching matching && matching.covers(topic.topic());
    }

    /** An id beats a name, and a name a pattern. */
    private static int rank(TopicMapping mapping) {
        return mapping.topicId() instanceof TopicIdChoice.Exactly ? 0 : mapping.source() instanceof Exact ? 1 : 2;
    }

    private static void add(ObjectNode node, TopicMapping mapping) {
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

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Where this request differs from an earlier one in a way that the earlier one cannot be gone on with; empty if it can. To ask
     * for more is no difference: a later {@code asOf}, a larger {@code until} of a partition, more topics, more in the archive. A
     * later end of a time range is one, because offsets that were passed may hold such records. Where the earlier one would have failed,
     * going on in another way is none: it has passed nothing that this would change.
     *
     * @return key, earlier value and present value, such as {@code sourceOffsetHeader: was none, is offset}
     */
    public List<String> differencesFrom(String earlier) {
        List<String> differences = new ArrayList<>();
        compare("", read(earlier), read(text), differences);
        return differences;
    }

    /** Whether a difference is that something is missing. */
    static boolean isAboutAbsence(String difference) {
        return difference.endsWith(ABSENT);
    }

    private static void compare(String path, JsonNode old, JsonNode present, List<String> differences) {
        if (!old.isObject() || !present.isObject()) {
            if (!old.equals(present) && !isLater(path, old, present) && !hasFailedSoFar(path, old)) {
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
            } else if (before != null || !path.equals(TOPICS)) {
                differences.add(child + (before == null ? ": was not asked for" : ABSENT));
            }
        }
    }

    private static boolean isLater(String key, JsonNode old, JsonNode present) {
        if (key.endsWith(".asOf")) {
            return !old.isNull()
                    && (present.isNull() || Instant.parse(present.asText()).isAfter(Instant.parse(old.asText())));
        }
        boolean partitionEnd = key.contains(".partitions.") && key.endsWith(".until");
        return partitionEnd && !old.isNull() && (present.isNull() || present.asLong() > old.asLong());
    }

    private static boolean hasFailedSoFar(String key, JsonNode old) {
        return (key.equals("onDamage") || key.equals("noTimestamp"))
                && old.asText().equals("fail");
    }

    private static String shown(JsonNode value) {
        return value.isNull() ? "none" : value.asText();
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
