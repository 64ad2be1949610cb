// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Watches the ends of the partitions that are read: for how long a transaction holds one back, and whether a leader epoch goes back,
 * which a consumer never tells. Another thread may ask for the age.
 */
final class StableOffsets {
    private final SourceCluster cluster;
    private final Clock clock;
    private final Map<TopicPartition, Held> held = new HashMap<>();
    private final Map<TopicPartition, Seen> seen = new HashMap<>();
    private volatile long ageMillis;

    private record Held(long stableOffset, long since) {}

    private record Seen(Incarnation topic, int leaderEpoch) {}

    StableOffsets(SourceCluster cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    /** How long the oldest last stable offset below its partition's end has not moved; 0 if none is. */
    long ageMillis() {
        return ageMillis;
    }

    /** Looks at the ends; returns the partitions whose leader epoch is lower than at the look before. */
    List<ReplacedLog> observe(Map<TopicPartition, Incarnation> partitions) throws IOException {
        held.keySet().retainAll(partitions.keySet());
        seen.keySet().retainAll(partitions.keySet());
        Collection<TopicPartition> asked = partitions.keySet();
        Map<TopicPartition, ListOffsetsResultInfo> stable = cluster.ends(asked, IsolationLevel.READ_COMMITTED);
        Map<TopicPartition, ListOffsetsResultInfo> high = cluster.ends(asked, IsolationLevel.READ_UNCOMMITTED);
        long now = clock.millis();
        long oldest = now;
        List<ReplacedLog> replaced = new ArrayList<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : stable.entrySet()) {
            TopicPartition partition = end.getKey();
            ListOffsetsResultInfo highest = high.get(partition);
            long offset = end.getValue().offset();
            if (highest == null || highest.offset() <= offset) {
                held.remove(partition);
            } else {
                Held before = held.get(partition);
                Held current = before != null && before.stableOffset == offset ? before : new Held(offset, now);
                held.put(partition, current);
                oldest = Math.min(oldest, current.since);
            }
            Incarnation topic = partitions.get(partition);
            if (topic != null) {
                replacement(partition, topic, SourceCluster.leaderEpoch(end.getValue()))
                        .ifPresent(replaced::add);
            }
        }
        ageMillis = now - oldest;
        return replaced;
    }

    private Optional<ReplacedLog> replacement(TopicPartition partition, Incarnation topic, int leaderEpoch) {
        if (leaderEpoch == PartitionSplit.UNKNOWN_EPOCH) {
            return Optional.empty();
        }
        Seen before = seen.put(partition, new Seen(topic, leaderEpoch));
        return before == null || !before.topic.equals(topic) || before.leaderEpoch <= leaderEpoch
                ? Optional.empty()
                : Optional.of(new ReplacedLog(topic, partition.partition(), before.leaderEpoch, leaderEpoch));
    }
}
