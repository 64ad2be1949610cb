// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.Change;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the changes of an archive alter for reading: FORMAT.md section 5. */
final class ChangedRanges {
    private final IdSet removedSegments = new IdSet();
    private final Map<Partition, OffsetRanges> expired = new HashMap<>();
    private final Map<Partition, OffsetRanges> erased = new HashMap<>();

    /** A partition as changes name it: without the topic's name. */
    record Partition(Id topicId, int number) {}

    ChangedRanges(List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.Replace replace) {
                replace.removed().forEach(removedSegments::add);
            } else if (change instanceof Change.Expire expire) {
                expire.removed().forEach(removedSegments::add);
                addTo(expired, expire.ranges());
            } else if (change instanceof Change.Erase erase) {
                addTo(erased, erase.ranges());
            }
        }
    }

    private static void addTo(Map<Partition, OffsetRanges> target, List<Change.Range> ranges) {
        for (Change.Range range : ranges) {
            OffsetRange offsets = range.offsets();
            target.computeIfAbsent(new Partition(range.topicId(), range.partition()), key -> new OffsetRanges())
                    .add(offsets.start(), offsets.end());
        }
    }

    boolean removes(Id segmentId) {
        return removedSegments.contains(segmentId);
    }

    OffsetRanges expired(TopicPartitionId partition) {
        return of(expired, partition);
    }

    OffsetRanges erased(TopicPartitionId partition) {
        return of(erased, partition);
    }

    Set<Partition> expiredPartitions() {
        return expired.keySet();
    }

    private static OffsetRanges of(Map<Partition, OffsetRanges> ranges, TopicPartitionId partition) {
        return ranges.getOrDefault(new Partition(partition.topicId(), partition.partition()), new OffsetRanges());
    }
}
