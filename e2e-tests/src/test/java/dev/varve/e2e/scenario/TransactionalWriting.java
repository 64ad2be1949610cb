// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import dev.varve.e2e.scenario.Outcomes.Outcome;
import dev.varve.e2e.scenario.WrittenRecord.Fate;
import dev.varve.e2e.scenario.WrittenRecord.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The lane with transactions: a few records for some partitions, now and then left open for a moment, one in four aborted. */
final class TransactionalWriting implements BackgroundWriter.Writing {
    private static final int LONG_PAUSES = 6;

    private final TestCluster cluster;
    private final List<TopicPartition> partitions;
    private final long seed;
    private final Outcomes outcomes;
    private final SplittableRandom random;
    private final Map<String, Object> settings = new HashMap<>(BackgroundWriter.PATIENT);
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    TransactionalWriting(TestCluster cluster, List<TopicPartition> partitions, long seed, Outcomes outcomes) {
        this.cluster = cluster;
        this.partitions = partitions;
        this.seed = seed;
        this.outcomes = outcomes;
        this.random = new SplittableRandom(seed);
        settings.putAll(Map.of(
                "transactional.id",
                "background-" + UUID.randomUUID(),
                "transaction.timeout.ms",
                300_000,
                "delivery.timeout.ms",
                120_000));
    }

    @Override
    public void run(CountDownLatch stop, Duration pause) throws InterruptedException {
        while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            KafkaProducer<byte[], byte[]> open = producer();
            if (open != null) {
                write(open, stop, pause);
            }
        }
    }

    /** Null if the cluster does not answer now. */
    private @Nullable KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            KafkaProducer<byte[], byte[]> opened = cluster.producer(settings);
            try {
                opened.initTransactions();
                producer = opened;
            } catch (KafkaException e) {
                opened.close(Duration.ZERO);
            }
        }
        return producer;
    }

    private void write(KafkaProducer<byte[], byte[]> open, CountDownLatch stop, Duration pause)
            throws InterruptedException {
        Fate fate = random.nextInt(4) == 0 ? Fate.ABORTED : Fate.KEPT;
        boolean stays = random.nextInt(5) == 0;
        List<WrittenRecord> records = new ArrayList<>();
        for (int i = random.nextInt(1, 2 * partitions.size() + 1); i > 0; i--) {
            TopicPartition partition = partitions.get(random.nextInt(partitions.size()));
            records.add(outcomes.next(partition, Lane.TRANSACTIONAL));
        }
        Outcome unless = Outcome.ABORTED;
        try {
            open.beginTransaction();
            send(open, records, fate);
            if (stays) {
                stop.await(LONG_PAUSES * pause.toMillis(), TimeUnit.MILLISECONDS);
            }
            if (fate == Fate.ABORTED) {
                open.abortTransaction();
                outcomes.putTransaction(records, Outcome.ABORTED);
            } else {
                unless = Outcome.UNKNOWN;
                commit(open);
                outcomes.putTransaction(records, Outcome.ACKNOWLEDGED);
            }
        } catch (KafkaException e) {
            // The next producer of the same id aborts what this one has not committed.
            outcomes.putTransaction(records, unless);
            close();
        }
    }

    private void send(KafkaProducer<byte[], byte[]> open, List<WrittenRecord> records, Fate fate) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (WrittenRecord record : records) {
            sent.add(open.send(BackgroundWriter.toSend(record, seed, fate)));
        }
        open.flush();
        if (!sent.stream().allMatch(Future::isDone)) {
            throw new KafkaException("Not all of " + records + " are sent");
        }
    }

    /** A commit that takes too long may be asked for again, by the same producer. */
    private static void commit(KafkaProducer<byte[], byte[]> open) {
        while (true) {
            try {
                open.commitTransaction();
                return;
            } catch (TimeoutException e) {
                Await.pause();
            }
        }
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }
}
