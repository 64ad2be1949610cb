// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.format.archive.TopicDescription;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What a target topic has to take.
 *
 * @param sources at least one, in the order of source name and topic id
 */
record TargetNeed(String topic, List<Source> sources) {

    /** A selected topic id with its planned partitions. */
    record Source(SourceTopic topic, List<PlannedPartition> partitions) {
        Partitioning partitioning() {
            return Partitioning.valueOf(topic.mapping().partitioning().name());
        }
    }

    /** How it is created: as its source was described, the one that was described last. */
    Optional<TopicDescription> description() {
        return sources.stream()
                .map(source -> source.topic().topic().description())
                .filter(Objects::nonNull)
                .max(Comparator.comparing(TopicDescription::observed));
    }

    /** How many partitions it is created with. */
    int partitionsToCreate() {
        int described = sources.stream()
                .map(source -> source.topic().topic().description())
                .filter(Objects::nonNull)
                .mapToInt(TopicDescription::partitions)
                .max()
                .orElse(1);
        return Math.max(described, partitionsNeeded());
    }

    /** How many partitions it must have so that every record has its own. */
    int partitionsNeeded() {
        return sources.stream()
                .filter(source -> source.partitioning() == Partitioning.PRESERVE)
                .flatMap(source -> source.partitions().stream())
                .filter(partition -> partition.until() > partition.from())
                .mapToInt(partition -> partition.source().partition() + 1)
                .max()
                .orElse(1);
    }

    long largestRecord() {
        return withRecords().mapToLong(PlannedPartition::largestRecord).max().orElse(0);
    }

    long records() {
        return withRecords().mapToLong(PlannedPartition::records).sum();
    }

    /** Bounds of the records' timestamps; without a bound below 0, which means that a record has none. */
    Optional<Times> times() {
        long max = timestamps(withRecords().mapToLong(PlannedPartition::maxTimestamp))
                .max()
                .orElse(-1);
        long min = timestamps(withRecords().mapToLong(PlannedPartition::minTimestamp))
                .min()
                .orElse(max);
        return max < 0 ? Optional.empty() : Optional.of(new Times(min, max));
    }

    private static LongStream timestamps(LongStream all) {
        return all.filter(time -> time >= 0);
    }

    private Stream<PlannedPartition> withRecords() {
        return sources.stream()
                .flatMap(source -> source.partitions().stream())
                .filter(partition -> partition.records() > 0);
    }

    /**
     * Timestamps of records, in milliseconds.
     *
     * @param min the smallest, or less than that
     * @param max the largest, or more than that
     */
    record Times(long min, long max) {}
}
