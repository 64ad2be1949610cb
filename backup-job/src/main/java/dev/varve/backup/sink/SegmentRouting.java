// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.sink;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.Chunk;
import dev.varve.format.layout.ObjectNames;
import dev.varve.format.segment.SegmentLayout;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Decides which topics share segments. A topic id that gave more than {@code ownFileAbove} bytes in the last commit interval, or has
 * already in this one, gets segments of its own; the others share. What a topic gave before it grew stays in the shared segment.
 *
 * <p>Called per chunk. For one thread.
 */
final class SegmentRouting {
    private final long ownFileAbove;
    private final Clock clock;
    private final Map<TopicId, Long> bytes = new HashMap<>();
    private final Map<TopicId, String> ownFolders = new HashMap<>();
    private final Set<TopicId> large = new HashSet<>();
    private LocalDate date;
    private String mixedFolder;

    SegmentRouting(long ownFileAbove, Clock clock) {
        this.ownFileAbove = ownFileAbove;
        this.clock = clock;
        this.date = ObjectNames.date(clock.instant());
        this.mixedFolder = ObjectNames.mixedFolder(date);
    }

    /** The id is zero for all topics of a broker without topic ids, so the name counts, too. */
    private record TopicId(String topic, Id id) {}

    RoutedChunk route(Chunk chunk) {
        TopicPartitionId partition = chunk.partition();
        TopicId topic = new TopicId(partition.topic(), partition.topicId());
        long soFar = bytes.merge(topic, chunk.header().recordBytes(), Long::sum);
        renewFolders();
        if (soFar <= ownFileAbove && !large.contains(topic)) {
            return new RoutedChunk(chunk, mixedFolder, SegmentLayout.MIXED);
        }
        String folder = ownFolders.computeIfAbsent(topic, key -> ObjectNames.ownFolder(key.topic(), key.id(), date));
        return new RoutedChunk(chunk, folder, SegmentLayout.OWN);
    }

    /** Ends a commit interval: what a topic gave in it decides about the next. */
    void endInterval() {
        large.clear();
        bytes.forEach((topic, count) -> {
            if (count > ownFileAbove) {
                large.add(topic);
            }
        });
        bytes.clear();
    }

    private void renewFolders() {
        LocalDate today = ObjectNames.date(clock.instant());
        if (!today.equals(date)) {
            date = today;
            mixedFolder = ObjectNames.mixedFolder(today);
            ownFolders.clear();
        }
    }
}
