// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.ledger;

import dev.varve.format.Id;
import dev.varve.job.KafkaClients;
import dev.varve.restore.cluster.TargetCluster;
import dev.varve.restore.cluster.TransactionHolders;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one restore: a compacted topic of one partition on the target. For one thread. Blocks: never call it in a task's or
 * the coordinator's thread.
 */
public final class Ledger implements Closeable {
    private final KafkaClients target;
    private final String topic;
    private final LedgerJson json;
    private final Duration longestTransaction;
    private final Admin admin;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    private Ledger(KafkaClients target, String topic, LedgerJson json, Duration longestTransaction) {
        this.target = target;
        this.topic = topic;
        this.json = json;
        this.longestTransaction = longestTransaction;
        this.admin = target.admin("varve-ledger");
    }

    /**
     * Connects; neither reads nor creates anything.
     *
     * @param longestTransaction after which the broker ends a writer's transaction
     */
    public static Ledger open(
            KafkaClients target, String topic, String restoreId, Id archiveId, Duration longestTransaction) {
        return new Ledger(target, topic, new LedgerJson(restoreId, archiveId), longestTransaction);
    }

    /** Creates the topic if it does not exist. */
    public void create() throws IOException {
        if (exists()) {
            return;
        }
        NewTopic ledger = new NewTopic(topic, Optional.of(1), Optional.empty())
                .configs(Map.of("cleanup.policy", "compact", "message.timestamp.type", "CreateTime"));
        try {
            await(admin.createTopics(List.of(ledger)).all());
        } catch (IOException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** Asked for first: a user may have the right to use the topic, and not to create it. */
    private boolean exists() throws IOException {
        try {
            offset(IsolationLevel.READ_UNCOMMITTED);
            return true;
        } catch (IOException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Everything that was committed when this was called. Waits until transactions that were open then have ended.
     *
     * @return {@link LedgerContent#NONE} if the topic does not exist
     * @throws LedgerHeldException if a transaction stays open for longer than the broker allows ours
     * @throws LedgerException if an entry is unreadable
     */
    public LedgerContent read() throws IOException {
        if (!exists()) {
            return LedgerContent.NONE;
        }
        long end = offset(IsolationLevel.READ_UNCOMMITTED);
        awaitStable(end);
        try (LedgerReading reading = new LedgerReading(target, topic, json, true)) {
            return reading.readUpTo(end);
        }
    }

    /**
     * What can be known without waiting: all entries that no transaction holds, and positions before the first open transaction. For
     * plans.
     *
     * @return {@link LedgerContent#NONE} if the topic does not exist
     */
    public LedgerContent peek() throws IOException {
        if (!exists()) {
            return LedgerContent.NONE;
        }
        long stable = offset(IsolationLevel.READ_COMMITTED);
        try (LedgerReading committed = new LedgerReading(target, topic, json, true)) {
            return readRights().withPositions(committed.readUpTo(stable));
        }
    }

    /**
     * Who may write, as the topic's end says now: entries that no transaction holds. Does not wait. Positions are left out.
     *
     * @return {@link LedgerContent#NONE} if the topic does not exist
     */
    public LedgerContent readRights() throws IOException {
        try (LedgerReading reading = new LedgerReading(target, topic, json, false)) {
            return reading.readUpTo(reading.end());
        }
    }

    /** Writes entries, and returns when all replicas in sync have them. */
    public void append(List<? extends LedgerEntry> entries) throws IOException {
        List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
        for (LedgerEntry entry : entries) {
            acknowledged.add(send(json.record(topic, entry)));
        }
        for (Future<RecordMetadata> one : acknowledged) {
            await(one);
        }
    }

    private Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) throws IOException {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open == null) {
            Map<String, Object> properties = new HashMap<>(target.producerProperties("varve-ledger"));
            properties.put("linger.ms", 0);
            properties.put("compression.type", "none");
            open = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
            producer = open;
        }
        try {
            return open.send(record);
        } catch (KafkaException e) {
            throw new IOException("Cannot write to ledger topic " + topic + ": " + e.getMessage(), e);
        }
    }

    /** Until all transactions that were open at {@code end} have ended. */
    private void awaitStable(long end) throws IOException {
        long start = System.nanoTime();
        Duration limit = longestTransaction.plusSeconds(30);
        while (true) {
            long stable = offset(IsolationLevel.READ_COMMITTED);
            if (stable >= end) {
                return;
            }
            long waited = (System.nanoTime() - start) / 1_000_000;
            if (waited > limit.toMillis()) {
                TransactionHolders holders = holders();
                if (offset(IsolationLevel.READ_COMMITTED) >= end) {
                    return;
                }
                throw new LedgerHeldException(topic, stable, end, holders, waited);
            }
            TargetCluster.pause();
        }
    }

    private long offset(IsolationLevel isolation) throws IOException {
        TopicPartition partition = new TopicPartition(topic, 0);
        ListOffsetsResultInfo info =
                await(admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
                        .partitionResult(partition));
        return info.offset();
    }

    private TransactionHolders holders() throws IOException {
        try (TargetCluster cluster = new TargetCluster(target, "varve-ledger")) {
            return cluster.transactionHolders(new TopicPartition(topic, 0));
        }
    }

    private <T> T await(Future<T> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw LedgerException.of(target, topic, cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while using the ledger", e);
        }
    }

    @Override
    public void close() {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open != null) {
            open.close(Duration.ofSeconds(5));
        }
        admin.close(Duration.ofSeconds(5));
    }
}
