// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;

/**
 * Compares what a cluster has, record by record and byte by byte, with what was produced to another one.
 *
 * @param restored committed records of a partition, in their order
 */
record Comparison(Reading restored) {

    /** Reads a partition once, from its beginning to its end. */
    @FunctionalInterface
    interface Reading {
        Iterator<ConsumerRecord<byte[], byte[]>> read(TopicPartition partition);
    }

    /** Compares all partitions up to the first difference. */
    TopicResult compare(DemoTopic topic, ExpectedRecords expected) {
        long compared = 0;
        for (int partition = 0; partition < topic.partitions(); partition++) {
            ExpectedRecords.Partition wanted = expected.partition(partition);
            String difference = firstDifference(topic, new TopicPartition(topic.name(), partition), wanted);
            if (!difference.isEmpty()) {
                return new TopicResult(topic, expected, compared, difference);
            }
            compared += wanted.count();
        }
        return new TopicResult(topic, expected, compared, "");
    }

    private String firstDifference(DemoTopic topic, TopicPartition partition, ExpectedRecords.Partition wanted) {
        Iterator<ConsumerRecord<byte[], byte[]>> found = restored.read(partition);
        for (int i = 0; i < wanted.count(); i++) {
            String where = partition + " record " + i + ", offset " + wanted.offset(i) + " at the source: ";
            if (!found.hasNext()) {
                return where + "not restored";
            }
            String difference = difference(topic, wanted, i, found.next());
            if (!difference.isEmpty()) {
                return where + difference;
            }
        }
        return found.hasNext()
                ? partition + " offset " + found.next().offset() + ": restored, but never committed"
                : "";
    }

    /** Kafka lets no producer choose the time of a record as the broker's own, so restored records have it as theirs. */
    private static String difference(
            DemoTopic topic, ExpectedRecords.Partition wanted, int index, ConsumerRecord<byte[], byte[]> found) {
        SampleRecord sent = topic.record(wanted.number(index));
        long timestamp = topic.hasBrokerTime() ? wanted.timestamp(index) : sent.timestamp();
        if (found.timestamp() != timestamp || found.timestampType() != TimestampType.CREATE_TIME) {
            return "timestamp differs: expected " + timestamp + " " + TimestampType.CREATE_TIME + ", found "
                    + found.timestamp() + " " + found.timestampType();
        }
        if (!Arrays.equals(found.key(), sent.key())) {
            return "key differs";
        }
        if (!Arrays.equals(found.value(), sent.value())) {
            return "value differs";
        }
        return sameHeaders(sent.headers(), found.headers().toArray()) ? "" : "headers differ";
    }

    private static boolean sameHeaders(List<SampleRecord.SampleHeader> sent, Header[] found) {
        boolean same = sent.size() == found.length;
        for (int i = 0; same && i < sent.size(); i++) {
            same = sent.get(i).key().equals(found[i].key())
                    && Arrays.equals(sent.get(i).value(), found[i].value());
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
