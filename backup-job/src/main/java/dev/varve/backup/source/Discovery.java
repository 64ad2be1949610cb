// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.job.config.TopicSelection.Decision;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the source looked like at one moment.
 *
 * @param existing all topics with their ids, zero where the broker has none
 * @param topics those that the configuration names, by name
 * @param missing exact names of the configuration that are to be read and do not exist
 */
record Discovery(Map<String, Id> existing, List<DiscoveredTopic> topics, List<String> missing) {

    Discovery {
        existing = Map.copyOf(existing);
        topics = List.copyOf(topics);
        missing = List.copyOf(missing);
    }

    /** All partitions that are to be read. */
    List<TopicPartitionId> selectedPartitions() {
        return topics.stream()
                .filter(topic -> topic.decision() == Decision.SELECTED)
                .flatMap(topic -> topic.partitionIds().stream())
                .toList();
    }

    boolean contains(Incarnation topic) {
        return Optional.ofNullable(existing.get(topic.topic()))
                .filter(topic::is)
                .isPresent();
    }
}
