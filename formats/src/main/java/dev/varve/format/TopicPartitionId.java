// SPDX-License-Identifier: Apache-2.0
package dev.varve.format;

import java.io.Serializable;
import java.util.Comparator;

/**
 * One partition of one incarnation of a topic.
 *
 * @param topic the name, 1 to 249 characters
 * @param topicId tells a topic from its namesake after deletion; {@link Id#ZERO} if the broker had no topic ids
 * @param partition number of the partition, at least 0
 */
public record TopicPartitionId(String topic, Id topicId, int partition)
        implements Comparable<TopicPartitionId>, Serializable {

    private static final Comparator<TopicPartitionId> ORDER = Comparator.comparing(TopicPartitionId::topic)
            .thenComparing(TopicPartitionId::topicId)
            .thenComparingInt(TopicPartitionId::partition);

    public TopicPartitionId {
        if (topic.isEmpty() || topic.length() > FormatLimits.TOPIC_NAME_BYTES) {
            throw new IllegalArgumentException("Invalid topic name: " + topic + ", need 1 to "
                    + FormatLimits.TOPIC_NAME_BYTES + " characters, found " + topic.length());
        }
        if (partition < 0) {
            throw new IllegalArgumentException("Invalid partition: " + partition + ", need at least 0");
        }
    }

    /** Orders by topic name, topic id, partition number. */
    @Override
    public int compareTo(TopicPartitionId other) {
        return ORDER.compare(this, other);
    }

    /** For people: {@code orders-3 (topic id in base64)}. */
    @Override
    public String toString() {
        return topic + "-" + partition + " (" + topicId.base64() + ")";
    }
}
