// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.restore.cluster.MissingRight;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.config.RestoreTarget.Delivery;
import dev.varve.restore.plan.PlanProblem.Kind;
import dev.varve.restore.plan.TargetNeed.Times;
import dev.varve.restore.plan.TargetState.ExistingTopic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;

/** What the target's limits, settings and rights have against a request. */
final class TargetChecks {
    private final RestoreConfig config;
    private final TargetState state;
    private final long now;
    private final Objections objections;

    TargetChecks(RestoreConfig config, TargetState state, Clock clock, Objections objections) {
        this.config = config;
        this.state = state;
        this.now = clock.millis();
        this.objections = objections;
    }

    /** {@code topic a}, {@code topics a, b, c and 4 more}. */
    static String several(Collection<String> names, String noun) {
        String shown = names.stream().limit(3).collect(Collectors.joining(", "));
        String more = names.size() > 3 ? " and " + (names.size() - 3) + " more" : "";
        return noun + (names.size() == 1 ? " " : "s ") + shown + more;
    }

    /** Limits that hold for every topic. */
    void checkCluster(List<TargetNeed> needs) {
        OptionalLong longest = state.brokerNumber("transaction.max.timeout.ms");
        Duration wanted = config.target().transactionTimeout();
        boolean transactions = config.target().delivery() == Delivery.EXACTLY_ONCE;
        if (transactions && longest.isPresent() && wanted.toMillis() > longest.getAsLong()) {
            objections.refuse(
                    Kind.TRANSACTION_TIMEOUT_REFUSED,
                    "target cluster",
                    "Unsupported target.transactionTimeout: " + wanted.toMillis() + " ms, the brokers allow at most "
                            + longest.getAsLong() + " ms.",
                    "lower target.transactionTimeout, or raise transaction.max.timeout.ms of the brokers");
        }
        OptionalLong request = state.brokerNumber("socket.request.max.bytes");
        Set<String> tooLarge = new TreeSet<>();
        for (TargetNeed need : needs) {
            if (request.isPresent() && TargetSettings.inBatch(need.largestRecord()) > request.getAsLong()) {
                tooLarge.add(need.topic());
            }
        }
        if (!tooLarge.isEmpty()) {
            objections.refuse(
                    Kind.RECORD_TOO_LARGE,
                    "target cluster",
                    "Too large records for " + several(tooLarge, "topic") + ": the brokers take requests of at most "
                            + request.getAsLong() + " bytes (socket.request.max.bytes).",
                    "raise socket.request.max.bytes of the brokers");
        }
    }

    /** Rights on topics that exist. What the target does not tell is not checked. */
    void checkRights(List<TargetNeed> needs, Predicate<ExistingTopic> ours) {
        for (String hidden : state.hidden()) {
            objections.refuse(
                    Kind.MISSING_RIGHT,
                    "target topic " + hidden,
                    "Missing right on target topic " + hidden + ": Describe.",
                    "grant Describe, DescribeConfigs, Read and Write on it, and Create if it does not exist");
        }
        for (TargetNeed need : needs) {
            ExistingTopic topic = state.topics().get(need.topic());
            if (topic != null) {
                Set<AclOperation> wanted =
                        EnumSet.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS);
                if (ours.test(topic)) {
                    wanted.add(AclOperation.ALTER_CONFIGS);
                }
                checkRights(topic, wanted);
            }
        }
        ExistingTopic ledger = state.topics().get(config.target().ledgerTopic());
        if (ledger != null) {
            checkRights(ledger, EnumSet.of(AclOperation.READ, AclOperation.WRITE));
        }
    }

    private void checkRights(ExistingTopic topic, Set<AclOperation> wanted) {
        Set<String> missing = new TreeSet<>();
        wanted.stream()
                .filter(operation -> !topic.allows(operation))
                .forEach(operation -> missing.add(MissingRight.name(operation)));
        if (!missing.isEmpty()) {
            objections.refuse(
                    Kind.MISSING_RIGHT,
                    "target topic " + topic.name(),
                    "Missing " + several(missing, "right") + " on target topic " + topic.name() + ".",
                    "grant " + String.join(", ", missing) + " on it to the user of target.properties");
        }
    }

    /**
     * A topic that exists.
     *
     * @param ours whether this restore gives it the settings that it needs
     */
    void checkExisting(TargetNeed need, ExistingTopic topic, boolean ours) {
        if (need.partitionsNeeded() > topic.partitions()) {
            objections.refuse(
                    Kind.TOO_FEW_PARTITIONS,
                    "target topic " + topic.name(),
                    "Too few partitions of target topic " + topic.name() + ": expected at least "
                            + need.partitionsNeeded() + ", found " + topic.partitions() + ".",
                    "add partitions, choose another 'target', or set partitioning: by-key");
        } else if (need.partitionsToCreate() != topic.partitions()) {
            objections.warn(
                    Kind.TOO_FEW_PARTITIONS,
                    "target topic " + topic.name(),
                    "Target topic " + topic.name() + " has " + topic.partitions() + " partitions, the source had "
                            + need.partitionsToCreate() + ": new records of a key may go to another partition.",
                    "");
        }
        if (!ours) {
            checkSize(need, topic);
            need.times().ifPresent(times -> checkTimestamps(topic, times));
        }
    }

    private void checkSize(TargetNeed need, ExistingTopic topic) {
        OptionalLong most = topic.number(TargetSettings.MAX_MESSAGE_BYTES);
        long needed = TargetSettings.inBatch(need.largestRecord());
        if (need.records() > 0 && most.isPresent() && needed > most.getAsLong()) {
            objections.refuse(
                    Kind.RECORD_TOO_LARGE,
                    "target topic " + topic.name(),
                    "Too large records for target topic " + topic.name() + ": the largest has " + need.largestRecord()
                            + " bytes, the topic takes " + most.getAsLong() + " (max.message.bytes).",
                    "set max.message.bytes of the topic to at least " + needed);
        }
    }

    private void checkTimestamps(ExistingTopic topic, Times times) {
        if (topic.setting(TargetSettings.TIMESTAMP_TYPE).equals("LogAppendTime")) {
            objections.refuse(
                    Kind.TIMESTAMP_REFUSED,
                    "target topic " + topic.name(),
                    "Unsupported target topic " + topic.name()
                            + ": it replaces every timestamp (message.timestamp.type is LogAppendTime).",
                    "set message.timestamp.type of the topic to CreateTime during the restore");
            return;
        }
        OptionalLong before = topic.number(TargetSettings.TIMESTAMP_BEFORE);
        OptionalLong after = topic.number(TargetSettings.TIMESTAMP_AFTER);
        if (before.isPresent() && now - times.min() > before.getAsLong()) {
            refuseTime(topic, TargetSettings.TIMESTAMP_BEFORE, before.getAsLong(), "old", times.min());
        }
        if (after.isPresent() && times.max() - now > after.getAsLong()) {
            refuseTime(topic, TargetSettings.TIMESTAMP_AFTER, after.getAsLong(), "far in the future", times.max());
        }
    }

    private void refuseTime(ExistingTopic topic, String setting, long limit, String what, long time) {
        objections.refuse(
                Kind.TIMESTAMP_REFUSED,
                "target topic " + topic.name(),
                "Target topic " + topic.name() + " refuses timestamps as " + what + " as " + Instant.ofEpochMilli(time)
                        + " (" + setting + " is " + limit + ").",
                "set " + setting + " of the topic to " + Long.MAX_VALUE + " during the restore");
    }

    /**
     * What the target will remove by itself, during the restore or after it.
     *
     * @param settings those that hold at the end
     * @param held whether the restore keeps them off until it is verified
     */
    void warnOfRemoval(TargetNeed need, Map<String, String> settings, boolean held) {
        String policy = settings.getOrDefault(TargetSettings.CLEANUP_POLICY, "delete");
        if (need.records() > 0 && policy.contains("compact")) {
            warn(need, held, "compacts (cleanup.policy=" + policy + "): of every key only the latest record stays");
        }
        String retention = settings.getOrDefault(TargetSettings.RETENTION_MS, "-1");
        long oldest = need.times().map(Times::min).orElse(Long.MAX_VALUE);
        if (policy.contains("delete") && retention.matches("[0-9]{1,18}")) {
            long limit = now - Long.parseLong(retention);
            if (oldest < limit) {
                warn(
                        need,
                        held,
                        "keeps records for " + retention + " ms (retention.ms), and will remove those before "
                                + Instant.ofEpochMilli(limit) + "; the oldest is of " + Instant.ofEpochMilli(oldest));
            }
        }
        String bytes = settings.getOrDefault(TargetSettings.RETENTION_BYTES, "-1");
        if (need.records() > 0 && policy.contains("delete") && bytes.matches("[0-9]{1,18}")) {
            warn(
                    need,
                    held,
                    "keeps " + bytes + " bytes per partition (retention.bytes), and will remove what is older");
        }
    }

    private void warn(TargetNeed need, boolean held, String what) {
        objections.warn(
                Kind.TARGET_REMOVES_RECORDS,
                "target topic " + need.topic(),
                "Target topic " + need.topic() + " " + what + ".",
                held
                        ? "this begins after the restore is verified; target.topicConfigs.set changes it"
                        : "this can happen during the restore; change the setting first if that is not wanted");
    }
}
