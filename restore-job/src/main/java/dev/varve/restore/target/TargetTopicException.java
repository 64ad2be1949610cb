// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.target;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** A target topic cannot be used. */
public final class TargetTopicException extends IOException {
    private final List<String> topics;
    private final Kind kind;

    /** What is wrong with a topic. */
    public enum Kind {
        MISSING,
        TOO_FEW_PARTITIONS,
        PARTITIONS_CHANGED,
        NOT_CREATED,
        NOT_VISIBLE,
        WITHOUT_ID,
        SETTINGS_REFUSED
    }

    private TargetTopicException(Collection<String> topics, Kind kind, String message) {
        super(message);
        this.topics = topics.stream().sorted().toList();
        this.kind = kind;
    }

    private TargetTopicException because(Throwable cause) {
        initCause(cause);
        return this;
    }

    static TargetTopicException missing(Collection<String> topics) {
        return new TargetTopicException(
                topics,
                Kind.MISSING,
                "Missing target topics: " + String.join(", ", topics)
                        + ". HINT: create them, or set target.createTopics: true.");
    }

    static TargetTopicException tooFewPartitions(String topic, int needed, int found) {
        return new TargetTopicException(
                List.of(topic),
                Kind.TOO_FEW_PARTITIONS,
                "Cannot restore into topic " + topic + ": expected " + needed + " partitions, found " + found
                        + ". HINT: add partitions to it, choose another target, or partitioning: by-key.");
    }

    static TargetTopicException partitionsChanged(String topic, int claimed, int found) {
        return new TargetTopicException(
                List.of(topic),
                Kind.PARTITIONS_CHANGED,
                "Cannot go on with topic " + topic + " by key: it had " + claimed
                        + " partitions when this restore began, and"
                        + " has " + found + " now, so that keys would be in two partitions"
                        + ". HINT: delete the topic and start the same restore again; it then restores this topic anew.");
    }

    static TargetTopicException notCreated(String topic, Throwable cause) {
        return new TargetTopicException(
                        List.of(topic),
                        Kind.NOT_CREATED,
                        "Cannot create topic " + topic + ": " + sentence(cause)
                                + " HINT: check the right to create topics, target.replicationFactor against the number of"
                                + " brokers, and target.topicConfigs; or create the topic yourself.")
                .because(cause);
    }

    static TargetTopicException notVisible(Collection<String> topics, long waitedMillis) {
        return new TargetTopicException(
                topics,
                Kind.NOT_VISIBLE,
                "Cannot use new topics: after " + waitedMillis / 1000
                        + " s the target does not yet show all partitions of " + String.join(", ", topics)
                        + " with a leader. HINT: start again when all brokers are up.");
    }

    static TargetTopicException withoutId(String topic) {
        return new TargetTopicException(
                List.of(topic),
                Kind.WITHOUT_ID,
                "Unsupported target: topic " + topic
                        + " has no topic id, so that a deleted and recreated topic would not be"
                        + " noticed. HINT: topic ids need Kafka 2.8 or newer, with its inter-broker protocol.");
    }

    static TargetTopicException settingsRefused(String topic, Throwable cause) {
        return new TargetTopicException(
                        List.of(topic),
                        Kind.SETTINGS_REFUSED,
                        "Cannot change the settings of topic " + topic + ": " + sentence(cause)
                                + " HINT: the records are safe; check the right to alter configs of the topic and"
                                + " target.topicConfigs, then start the same restore again.")
                .because(cause);
    }

    private static String sentence(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.endsWith(".") ? message : message + ".";
    }

    /** Names of the topics, ascending. */
    public List<String> topics() {
        return topics;
    }

    /** What is wrong. */
    public Kind kind() {
        return kind;
    }
}
