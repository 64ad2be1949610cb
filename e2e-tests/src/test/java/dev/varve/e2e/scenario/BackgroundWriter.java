// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import dev.varve.e2e.scenario.WrittenRecord.Fate;
import dev.varve.format.record.ArchivedRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Plain Kafka producers that write to all partitions of topics through every fault, until they are stopped: one without transactions, one
 * with, a quarter of whose transactions are aborted. Every record says which one it is, whether it was meant to be aborted, and has
 * a checksum. The seed gives the contents and the transactions.
 *
 * <p>What must be in an archive or a restored topic is known when the writer is {@link #stop stopped}.
 */
public final class BackgroundWriter implements AutoCloseable {
    /** A broker may be away for this long, and no send fails. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Of a producer that waits for its broker. */
    static final Map<String, Object> PATIENT = Map.of(
            "delivery.timeout.ms",
            Math.toIntExact(PATIENCE.toMillis()),
            "request.timeout.ms",
            10_000,
            "reconnect.backoff.max.ms",
            500,
            "buffer.memory",
            8L << 20);

    private final TestCluster cluster;
    private final long seed;
    private final List<ProducedTopic> topics;
    private final Outcomes outcomes = new Outcomes();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable Throwable failure;

    /** One producer's work, in a thread of its own. */
    interface Writing extends AutoCloseable {
        void run(CountDownLatch stop, Duration pause) throws InterruptedException;

        @Override
        void close();
    }

    private BackgroundWriter(TestCluster cluster, long seed, List<ProducedTopic> topics) {
        this.cluster = cluster;
        this.seed = seed;
        this.topics = List.copyOf(topics);
    }

    /** Writes about 30 records per second to each partition. */
    public static BackgroundWriter start(TestCluster cluster, long seed, ProducedTopic... topics) {
        return startEvery(Duration.ofMillis(50), cluster, seed, topics);
    }

    /** Pauses that long after each record of every partition, and after each transaction. */
    public static BackgroundWriter startEvery(Duration pause, TestCluster cluster, long seed, ProducedTopic... topics) {
        BackgroundWriter writer = new BackgroundWriter(cluster, seed, List.of(topics));
        List<TopicPartition> partitions = partitions(writer.topics);
        writer.start("plain", new PlainWriting(cluster, partitions, seed, writer.outcomes), pause);
        writer.start("transactions", new TransactionalWriting(cluster, partitions, seed, writer.outcomes), pause);
        return writer;
    }

    private static List<TopicPartition> partitions(List<ProducedTopic> topics) {
        return topics.stream()
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
    }

    private void start(String name, Writing writing, Duration pause) {
        Thread thread = new Thread(
                () -> {
                    try (writing) {
                        writing.run(stop, pause);
                    } catch (InterruptedException | RuntimeException | Error e) {
                        failure = e;
                    }
                },
                "background-writer-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    static ProducerRecord<byte[], byte[]> toSend(WrittenRecord record, long seed, Fate fate) {
        ArchivedRecord content = record.content(seed, fate, 0);
        List<Header> headers = new ArrayList<>();
        content.headers().forEach(header -> headers.add(new RecordHeader(header.key(), header.value())));
        return new ProducerRecord<>(
                record.partition().topic(),
                record.partition().partition(),
                content.timestamp(),
                content.key(),
                content.value(),
                headers);
    }

    public long seed() {
        return seed;
    }

    /** How many records are at the source for sure. */
    public long acknowledged() {
        return outcomes.acknowledged();
    }

    /** Waits until so many more records are at the source for sure. */
    public void awaitMore(long records) throws Exception {
        long wanted = acknowledged() + records;
        Await.until(wanted + " records are written, " + failure, () -> acknowledged() >= wanted);
    }

    /**
     * Kills the cluster's only broker by SIGKILL. Kafka may then forget to commit a transaction in some partitions, although it has said that
     * it is committed, and may store twice what was sent again: what became of that is known only when the source is read.
     */
    public void killBroker() {
        cluster.broker().kill();
        Await.pause();
        outcomes.brokerWasKilled();
    }

    /**
     * Stops writing. The cluster must run. Reads the source back with a plain consumer and proves that it holds what it has acknowledged,
     * in order, nothing that was aborted, and of transactions with an unknown outcome all records or none.
     *
     * @throws AssertionError if the source itself is wrong: no test can go on then
     */
    public WrittenTopics stop() throws Exception {
        end();
        for (Thread thread : threads) {
            if (thread.isAlive()) {
                throw new AssertionError("Not within " + PATIENCE + ": " + thread.getName() + " stops");
            }
        }
        if (failure != null) {
            throw new AssertionError("The background writer has failed", failure);
        }
        return WrittenTopics.prove(cluster, seed, topics, outcomes);
    }

    private void end() throws InterruptedException {
        stop.countDown();
        for (Thread thread : threads) {
            thread.join(PATIENCE.toMillis());
        }
    }

    /** Stops writing, also where the cluster does not run. */
    @Override
    public void close() {
        stop.countDown();
        threads.forEach(Thread::interrupt);
    }
}
