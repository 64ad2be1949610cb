// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The ledger of a restore as text, read by a plain consumer. Written entries may belong to open or aborted transactions. */
public record LedgerTopic(TestCluster target, String name) {
    public static LedgerTopic of(TestCluster target, String restoreId) {
        return new LedgerTopic(target, "varve-restore-" + restoreId);
    }

    /** Progress that is committed: at least one entry for each transaction. */
    public long commits() throws Exception {
        return positions("read_committed").size();
    }

    /** As {@link #commits}, with transactions that are open or aborted. */
    public long written() throws Exception {
        return positions("read_uncommitted").size();
    }

    /** Records that are committed, of all partitions together. */
    public long restored() throws Exception {
        Map<Long, Long> records = new HashMap<>();
        for (String position : positions("read_committed")) {
            records.put(number("partition", position), number("records", position));
        }
        return records.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How far a partition is restored; 0 if nothing is. */
    public long position(int partition) throws Exception {
        return positions("read_committed").stream()
                .filter(position -> number("partition", position) == partition)
                .mapToLong(position -> number("to", position))
                .max()
                .orElse(0);
    }

    /** The number of the latest token that a subtask was given after it failed alone; 0 if it never did. */
    public long token(int subtask) throws Exception {
        return read("read_uncommitted").stream()
                .filter(entry -> entry.contains("\"kind\":\"writer\"") && number("subtask", entry) == subtask)
                .mapToLong(entry -> number("number", entry))
                .max()
                .orElse(0);
    }

    /** Partitions of the target that were read back and found right. */
    public long verified() throws Exception {
        return read("read_committed").stream()
                .filter(entry -> entry.contains("\"kind\":\"verified\""))
                .map(entry -> entry.substring(0, entry.indexOf("} ")))
                .distinct()
                .count();
    }

    private List<String> positions(String isolation) throws Exception {
        return read(isolation).stream()
                .filter(entry -> entry.contains("\"kind\":\"position\""))
                .toList();
    }

    private static long number(String field, String entry) {
        Matcher matcher = Pattern.compile("\"" + field + "\":(\\d+)").matcher(entry);
        if (!matcher.find()) {
            throw new AssertionError("No " + field + " in " + entry);
        }
        return Long.parseLong(matcher.group(1));
    }

    /** Keys and values; empty if there is no such topic yet. */
    private List<String> read(String isolation) throws Exception {
        List<String> entries = new ArrayList<>();
        if (!target.topicNames().contains(name)) {
            return entries;
        }
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                target.bootstrapServers(),
                "isolation.level",
                isolation,
                "auto.offset.reset",
                "none");
        TopicPartition partition = new TopicPartition(name, 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    if (record.value() != null) {
                        entries.add(new String(record.key(), UTF_8) + " " + new String(record.value(), UTF_8));
                    }
                }
            }
        }
        return entries;
    }
}
