// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import java.io.Serializable;

/**
 * A topic between its creation and its deletion.
 *
 * @param most first half of the topic id
 * @param least second half of the topic id; both 0 if the broker has no topic ids
 */
record Incarnation(String topic, long most, long least) implements Serializable {

    static Incarnation of(TopicPartitionId partition) {
        return new Incarnation(
                partition.topic(),
                partition.topicId().most(),
                partition.topicId().least());
    }

    Id topicId() {
        return new Id(most, least);
    }

    /** Whether a topic of the same name with that id is this one. Without ids nothing speaks against it. */
    boolean is(Id current) {
        return current.isZero() || topicId().isZero() || topicId().equals(current);
    }

    @Override
    public String toString() {
        return topic + " (" + topicId().base64() + ")";
    }
}
