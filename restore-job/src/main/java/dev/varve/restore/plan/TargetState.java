// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.format.Id;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/**
 * The target as planning found it.
 *
 * @param brokers how many are up
 * @param brokerSettings of one of them; empty if they may not be read
 * @param topics that exist, by name; only those that were asked for
 * @param hidden names of topics that may not be described
 */
record TargetState(
        int brokers, Map<String, String> brokerSettings, Map<String, ExistingTopic> topics, Set<String> hidden) {

    /** A setting of the brokers that is a number. */
    OptionalLong brokerNumber(String name) {
        return number(brokerSettings.get(name));
    }

    /** Settings that a topic gets from the brokers, under their names as settings of topics. */
    Map<String, String> topicDefaults() {
        Map<String, String> defaults = new HashMap<>();
        put(defaults, TargetSettings.CLEANUP_POLICY, brokerSettings.get("log.cleanup.policy"));
        put(defaults, TargetSettings.RETENTION_BYTES, brokerSettings.get("log.retention.bytes"));
        for (RetentionUnit unit : RetentionUnit.values()) {
            brokerNumber("log.retention." + unit.setting)
                    .ifPresent(amount -> put(
                            defaults,
                            TargetSettings.RETENTION_MS,
                            Long.toString(
                                    amount < 0
                                            ? -1
                                            : unit.duration.multipliedBy(amount).toMillis())));
        }
        return defaults;
    }

    private static void put(Map<String, String> settings, String name, @Nullable String value) {
        if (value != null) {
            settings.put(name, value);
        }
    }

    /** Finer ones win. */
    private enum RetentionUnit {
        HOURS("hours", Duration.ofHours(1)),
        MINUTES("minutes", Duration.ofMinutes(1)),
        MILLIS("ms", Duration.ofMillis(1));

        private final String setting;
        private final Duration duration;

        RetentionUnit(String setting, Duration duration) {
            this.setting = setting;
            this.duration = duration;
        }
    }

    private static OptionalLong number(@Nullable String text) {
        return text == null || text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    /**
     * A topic of the target.
     *
     * @param settings all of them, also defaults; empty if they may not be read
     * @param ownSettings those that were set for this topic
     * @param operations that are allowed; null if the target does not say
     */
    record ExistingTopic(
            String name,
            Id topicId,
            int partitions,
            Map<String, String> settings,
            Map<String, String> ownSettings,
            @Nullable Set<AclOperation> operations) {

        /** Whether an operation is allowed, or nobody tells. */
        boolean allows(AclOperation operation) {
            return operations == null || operations.contains(AclOperation.ALL) || operations.contains(operation);
        }

        OptionalLong number(String setting) {
            return TargetState.number(settings.get(setting));
        }

        String setting(String name) {
            return settings.getOrDefault(name, "");
        }
    }
}
