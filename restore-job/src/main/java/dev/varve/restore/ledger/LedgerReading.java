// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.ledger;

import dev.varve.job.KafkaClients;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads a ledger topic from its beginning. For one thread. */
final class LedgerReading implements Closeable {
    private final KafkaClients target;
    private final String topic;
    private final LedgerJson json;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final boolean committedOnly;

    /** @param committedOnly whether entries in open or aborted transactions are left out */
    LedgerReading(KafkaClients target, String topic, LedgerJson json, boolean committedOnly) {
        this.target = target;
        this.topic = topic;
        this.json = json;
        this.committedOnly = committedOnly;
        this.partition = new TopicPartition(topic, 0);
        Map<String, Object> properties = new HashMap<>(target.consumerProperties("varve-ledger"));
        properties.put("isolation.level", committedOnly ? "read_committed" : "read_uncommitted");
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Where the topic ends now, with records of open transactions. */
    long end() throws IOException {
        if (committedOnly) {
            throw new IllegalStateException("A reader of committed entries sees no end beyond them");
        }
        try {
            return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        } catch (KafkaException e) {
            throw failure(e);
        }
    }

    /** The content of all offsets before {@code end}. */
    LedgerContent readUpTo(long end) throws IOException {
        LedgerFold fold = new LedgerFold();
        try {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    LedgerEntry entry = entry(record);
                    if (entry != null) {
                        fold.add(entry);
                    }
                }
            }
        } catch (KafkaException e) {
            throw failure(e);
        }
        return fold.content();
    }

    private @Nullable LedgerEntry entry(ConsumerRecord<byte[], byte[]> record) throws LedgerException {
        boolean deleted = record.value() == null || record.key() == null;
        LedgerEntry entry = deleted ? null : json.decode(record.key(), record.value());
        // Without isolation, positions come in from transactions that are aborted later.
        boolean inTransaction = entry instanceof LedgerEntry.Position || entry instanceof LedgerEntry.Skipped;
        return !committedOnly && inTransaction ? null : entry;
    }

    private IOException failure(KafkaException e) {
        return LedgerException.of(target, topic, e);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
    }
}
