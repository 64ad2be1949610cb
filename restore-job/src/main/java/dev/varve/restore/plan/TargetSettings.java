// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.format.archive.TopicDescription;
import dev.varve.format.archive.TopicSetting;
import dev.varve.restore.config.RestoreTarget.TopicConfigs;
import dev.varve.restore.plan.PlanProblem.Kind;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a topic that a restore creates: those it has while records come in, and those it ends with.
 *
 * @param holding nothing expires, nothing is compacted, every timestamp and record fits
 * @param lasting as archived, with the changes of the configuration
 */
record TargetSettings(Map<String, String> holding, Map<String, String> lasting) {
    static final String MAX_MESSAGE_BYTES = "max.message.bytes";
    static final String TIMESTAMP_TYPE = "message.timestamp.type";
    static final String TIMESTAMP_BEFORE = "message.timestamp.before.max.ms";
    static final String TIMESTAMP_AFTER = "message.timestamp.after.max.ms";
    static final String CLEANUP_POLICY = "cleanup.policy";
    static final String RETENTION_MS = "retention.ms";
    static final String RETENTION_BYTES = "retention.bytes";

    private static final String MIN_IN_SYNC = "min.insync.replicas";
    private static final long DEFAULT_MAX_MESSAGE_BYTES = 1_048_588;
    /** They name brokers of the source. */
    private static final Set<String> OF_BROKERS =
            Set.of("leader.replication.throttled.replicas", "follower.replication.throttled.replicas");

    /**
     * Settings for a topic.
     *
     * @param replicas how many it will have, if that is known
     */
    static TargetSettings of(TargetNeed need, TopicConfigs changes, OptionalLong replicas, Objections objections) {
        Map<String, String> lasting = new TreeMap<>();
        need.description().ifPresent(description -> lasting.putAll(archived(need, description, changes, objections)));
        lasting.putAll(changes.set());
        String minInSync = lasting.get(MIN_IN_SYNC);
        Map<String, String> holding = new TreeMap<>(lasting);
        if (minInSync != null && replicas.isPresent() && parse(minInSync, 0) > replicas.getAsLong()) {
            holding.remove(MIN_IN_SYNC);
            objections.warn(
                    Kind.TOO_FEW_BROKERS,
                    need.topic(),
                    "Setting " + MIN_IN_SYNC + "=" + minInSync + " of topic " + need.topic() + " is above its "
                            + replicas.getAsLong() + " replicas: after the restore, no producer with acks=all can write"
                            + " to it.",
                    "add " + MIN_IN_SYNC + " to target.topicConfigs.drop, or set it there");
        }
        long archivedMax = parse(lasting.get(MAX_MESSAGE_BYTES), DEFAULT_MAX_MESSAGE_BYTES);
        holding.put(CLEANUP_POLICY, "delete");
        holding.put(RETENTION_MS, "-1");
        holding.put(RETENTION_BYTES, "-1");
        holding.put(TIMESTAMP_TYPE, "CreateTime");
        holding.put(TIMESTAMP_BEFORE, Long.toString(Long.MAX_VALUE));
        holding.put(TIMESTAMP_AFTER, Long.toString(Long.MAX_VALUE));
        holding.put(MAX_MESSAGE_BYTES, Long.toString(Math.max(archivedMax, ample(need.largestRecord()))));
        return new TargetSettings(holding, lasting);
    }

    private static Map<String, String> archived(
            TargetNeed need, TopicDescription description, TopicConfigs changes, Objections objections) {
        Map<String, String> own = new TreeMap<>();
        for (TopicSetting setting : description.configs()) {
            String name = setting.name();
            String value = setting.value();
            boolean wanted = setting.source().equals("DYNAMIC_TOPIC_CONFIG")
                    && !changes.drop().contains(name)
                    && !changes.set().containsKey(name);
            if (wanted && (value == null || OF_BROKERS.contains(name))) {
                String reason = value == null ? "its value is secret" : "it names brokers of the source";
                warnOfDropped(need.topic(), name, reason, objections);
            } else if (wanted && value != null) {
                own.put(name, value);
            }
        }
        return own;
    }

    private static void warnOfDropped(String topic, String setting, String reason, Objections objections) {
        objections.warn(
                Kind.SETTING_REFUSED,
                topic,
                "Archived setting " + setting + " of topic " + topic + " is left out: " + reason + ".",
                "add it to target.topicConfigs.drop to say that this is right");
    }

    /** The same without a setting that the target does not know. */
    TargetSettings without(String topic, String unknown, Objections objections) {
        if (lasting.containsKey(unknown)) {
            warnOfDropped(topic, unknown, "the target's version of Kafka does not know it", objections);
        }
        return new TargetSettings(copyWithout(holding, unknown), copyWithout(lasting, unknown));
    }

    private static Map<String, String> copyWithout(Map<String, String> settings, String name) {
        Map<String, String> copy = new TreeMap<>(settings);
        copy.remove(name);
        return copy;
    }

    /** For a topic of our own: room for a batch of any shape, also of records with very many small headers. */
    private static long ample(long largestRecord) {
        return Math.min(Integer.MAX_VALUE, 2 * largestRecord + (1 << 20));
    }

    /**
     * What the largest record may take in a batch of its own. Lengths, offset and timestamp take up to 30 bytes, the batch 61, each
     * header up to 10; data that does not compress grows by less than a hundredth.
     */
    static long inBatch(long largestRecord) {
        return largestRecord + largestRecord / 64 + 1024;
    }

    private static long parse(@Nullable String text, long otherwise) {
        return text == null || !text.matches("[0-9]{1,18}") ? otherwise : Long.parseLong(text);
    }
}
