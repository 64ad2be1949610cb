// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.TopicDescription;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.RecordTotals;
import dev.varve.format.catalog.TopicCatalog;
import dev.varve.tools.output.Amount;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which topic id a topic's name stands for. It is never guessed: a deleted topic and its empty namesake are two topics. */
record TopicChoice(Catalog catalog, String topic) {

    /** @param wanted Kafka's form or hexadecimal; null if none was given */
    Id choose(@Nullable String wanted) {
        List<TopicCatalog> named = catalog.topics().stream()
                .filter(each -> each.topic().equals(topic))
                .toList();
        if (named.isEmpty()) {
            String has = catalog.topics().stream()
                    .map(TopicCatalog::topic)
                    .distinct()
                    .collect(Collectors.joining(", "));
            throw new UsageException(
                    "Missing topic: " + topic + " is not in archive "
                            + catalog.archive().name() + ".",
                    has.isEmpty() ? "the archive has no topics" : "it has " + has);
        }
        if (wanted == null && named.size() > 1) {
            throw ambiguous(named);
        }
        return wanted == null ? named.get(0).topicId() : byId(named, wanted);
    }

    private Id byId(List<TopicCatalog> named, String wanted) {
        return named.stream()
                .map(TopicCatalog::topicId)
                .filter(id -> id.base64().equals(wanted) || id.hex().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "Missing topic id: " + topic + " has no id " + wanted + ".",
                        "it has "
                                + named.stream()
                                        .map(each -> each.topicId().base64())
                                        .collect(Collectors.joining(", "))));
    }

    private UsageException ambiguous(List<TopicCatalog> named) {
        String ids = named.stream().map(TopicChoice::describe).collect(Collectors.joining("\n"));
        return new UsageException(
                "Ambiguous topic: " + topic + " has " + named.size() + " topic ids; it was deleted and created again:\n"
                        + ids + "\n",
                "choose one with --topic-id");
    }

    private static String describe(TopicCatalog topic) {
        RecordTotals totals = topic.totals();
        TopicDescription description = topic.description();
        return "  " + topic.topicId().base64() + "  " + Amount.count(totals.records(), "record")
                + (totals.records() == 0
                        ? ""
                        : ", " + Amount.second(totals.minTimestamp()) + " to " + Amount.second(totals.maxTimestamp()))
                + (description == null
                        ? ""
                        : ", described " + Amount.second(description.observed().toEpochMilli()));
    }

    /** Refuses a partition that the topic never had. */
    void checkPartition(TopicPartitionId wanted) {
        int count = catalog.topics().stream()
                .filter(each ->
                        each.topicId().equals(wanted.topicId()) && each.topic().equals(topic))
                .map(TopicCatalog::description)
                .mapToInt(description -> description == null ? 0 : description.partitions())
                .max()
                .orElse(0);
        if (wanted.partition() >= count) {
            throw new UsageException(
                    "Missing partition: " + wanted + " is not in the archive.",
                    "the topic has " + Amount.count(count, "partition"));
        }
    }
}
