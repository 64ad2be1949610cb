// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.archive;

import dev.varve.format.Id;
import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A topic as the source had it at one time: what is needed to create it again.
 *
 * @param topicId zero if the broker had no topic ids
 * @param observed when, by the writer's clock; kept in milliseconds
 * @param partitions how many
 * @param internal whether Kafka calls the topic internal
 * @param configs every setting, also defaults
 */
public record TopicDescription(
        Id archiveId,
        String topic,
        Id topicId,
        Instant observed,
        int partitions,
        int replicationFactor,
        boolean internal,
        List<TopicSetting> configs)
        implements Serializable {

    public TopicDescription {
        observed = observed.truncatedTo(ChronoUnit.MILLIS);
        configs = List.copyOf(configs);
    }

    /** Whether both describe the same topic in the same way, whenever they were observed. */
    public boolean sameAs(TopicDescription other) {
        return other.observedAt(observed).equals(this);
    }

    private TopicDescription observedAt(Instant time) {
        return new TopicDescription(archiveId, topic, topicId, time, partitions, replicationFactor, internal, configs);
    }
}
