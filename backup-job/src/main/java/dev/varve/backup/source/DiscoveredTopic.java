// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.TopicPartitionId;
import dev.varve.job.config.TopicSelection.Decision;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A topic of the source that the configuration names, paused or not.
 *
 * @param partitions how many
 */
record DiscoveredTopic(
        Incarnation incarnation, int partitions, int replicationFactor, boolean internal, Decision decision) {

    List<TopicPartitionId> partitionIds() {
        return IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartitionId(incarnation.topic(), incarnation.topicId(), number))
                .toList();
    }
}
