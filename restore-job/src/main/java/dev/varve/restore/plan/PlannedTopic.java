// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.format.Id;
import dev.varve.format.archive.TopicDescription;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is restored of one source topic id, and where to.
 *
 * @param topicId of the source; zero if the source's broker had no topic ids
 * @param description the archived one; null if the archive has none
 * @param target what the target topic is to be
 * @param window which records are wanted, by their own timestamps
 * @param asOf if not null, the archive as it had been read from the source by then
 * @param partitions those with something in the archive, ascending
 */
public record PlannedTopic(
        String topic,
        Id topicId,
        @Nullable TopicDescription description,
        PlannedTarget target,
        Partitioning partitioning,
        TimeWindow window,
        @Nullable Instant asOf,
        List<PlannedPartition> partitions)
        implements Serializable {

    public PlannedTopic {
        partitions = List.copyOf(partitions);
    }

    /**
     * A target topic.
     *
     * @param topic its name
     * @param exists whether the target had it when the plan was made
     * @param partitions how many it has, or is created with
     * @param replicationFactor it is created with; -1 for the target's default
     * @param holdingConfigs settings during the restore: nothing expires, nothing is compacted, every timestamp and record fits
     * @param finalConfigs settings that hold once the restore is verified, for topics that this restore creates
     */
    public record PlannedTarget(
            String topic,
            boolean exists,
            int partitions,
            short replicationFactor,
            Map<String, String> holdingConfigs,
            Map<String, String> finalConfigs)
            implements Serializable {
        public PlannedTarget {
            holdingConfigs = Map.copyOf(holdingConfigs);
            finalConfigs = Map.copyOf(finalConfigs);
        }
    }
}
