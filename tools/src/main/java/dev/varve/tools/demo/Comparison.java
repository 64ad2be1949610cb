// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.PartitionReader;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RecordHeader;
import dev.varve.format.record.TimestampType;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the archive and compares it, record by record and byte by byte, with what was produced.
 *
 * @param topicIds as the broker says
 */
record Comparison(Catalog catalog, Map<DemoTopic, Id> topicIds) {

    Comparison {
        topicIds = Map.copyOf(topicIds);
    }

    /** Compares all partitions up to the first difference. */
    TopicResult compare(DemoTopic topic, ExpectedRecords expected) throws IOException {
        Id id = Optional.ofNullable(topicIds.get(topic))
                .orElseThrow(() -> new IllegalArgumentException("Unknown topic: " + topic.name()));
        long compared = 0;
        for (int partition = 0; partition < topic.partitions(); partition++) {
            TopicPartitionId name = new TopicPartitionId(topic.name(), id, partition);
            ExpectedRecords.Partition wanted = expected.partition(partition);
            String difference = catalog.partition(name).isEmpty() && wanted.count() == 0
                    ? ""
                    : firstDifference(topic, name, wanted);
            if (!difference.isEmpty()) {
                return new TopicResult(topic, expected, compared, difference);
            }
            compared += wanted.count();
        }
        return new TopicResult(topic, expected, compared, "");
    }

    private String firstDifference(DemoTopic topic, TopicPartitionId name, ExpectedRecords.Partition wanted)
            throws IOException {
        try (PartitionReader reader = PartitionReader.open(catalog, name, new OffsetRange(0, Long.MAX_VALUE))) {
            for (int i = 0; i < wanted.count(); i++) {
                Optional<ArchivedRecord> found = reader.next();
                String where = name.topic() + "-" + name.partition() + " offset " + wanted.offset(i) + ": ";
                if (found.isEmpty()) {
                    return where + "not in the archive";
                }
                String difference = difference(topic, wanted, i, found.get());
                if (!difference.isEmpty()) {
                    return where + difference;
                }
            }
            return reader.next()
                    .map(extra -> name.topic() + "-" + name.partition() + " offset " + extra.offset()
                            + ": in the archive, but never committed")
                    .orElse("");
        }
    }

    private static String difference(
            DemoTopic topic, ExpectedRecords.Partition wanted, int index, ArchivedRecord found) {
        SampleRecord sent = topic.record(wanted.number(index));
        long timestamp = topic.hasBrokerTime() ? wanted.timestamp(index) : sent.timestamp();
        TimestampType type = topic.hasBrokerTime() ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME;
        if (found.offset() != wanted.offset(index)) {
            return "expected next, found offset " + found.offset();
        }
        if (found.timestamp() != timestamp || found.timestampType() != type) {
            return "timestamp differs: expected " + timestamp + " " + type + ", found " + found.timestamp() + " "
                    + found.timestampType();
        }
        if (!Arrays.equals(found.key(), sent.key())) {
            return "key differs";
        }
        if (!Arrays.equals(found.value(), sent.value())) {
            return "value differs";
        }
        return sameHeaders(sent.headers(), found.headers()) ? "" : "headers differ";
    }

    private static boolean sameHeaders(List<SampleRecord.SampleHeader> sent, List<RecordHeader> found) {
        boolean same = sent.size() == found.size();
        for (int i = 0; same && i < sent.size(); i++) {
            same = sent.get(i).key().equals(found.get(i).key())
                    && Arrays.equals(sent.get(i).value(), found.get(i).value());
        }
        return same;
    }

    /**
     * What came of one topic.
     *
     * @param compared records found equal
     * @param difference the first one; empty if there is none
     */
    record TopicResult(DemoTopic topic, ExpectedRecords expected, long compared, String difference) {}
}
