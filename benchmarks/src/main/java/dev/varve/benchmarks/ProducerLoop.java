// SPDX-License-Identifier: Apache-2.0
package dev.varve.benchmarks;

import dev.varve.job.KafkaClients;
import dev.varve.job.config.ConnectionConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The ceiling of a restore: one thread that sends records it has in memory, and commits its Kafka transaction every two seconds. It reads
 * nothing, keeps no position and could not go on after a crash. Producer settings are those of the restore.
 *
 * <p>Arguments: bootstrap servers, topic, bytes of a record, number of records, where to write what it cost.
 */
final class ProducerLoop {
    private static final long COMMIT_NANOS = Duration.ofSeconds(2).toNanos();
    private static final int IN_MEMORY = 200_000;
    private static final int LOOK_AT_CLOCK_EVERY = 1_000;

    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    private ProducerLoop() {}

    public static void main(String[] args) throws IOException {
        Dataset dataset = new Dataset(args[1], Integer.parseInt(args[2]), Long.parseLong(args[3]));
        List<Dataset.Entry> entries = dataset.first((int) Math.min(IN_MEMORY, dataset.recordCount()));
        Map<String, Object> settings =
                new KafkaClients(new ConnectionConfig.Cluster(args[0], Map.of())).producerProperties("ceiling");
        settings.put("transactional.id", "ceiling-" + dataset.topic());
        Stopwatch start = Stopwatch.now();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            new ProducerLoop().run(producer, dataset, entries);
            start.write(Stopwatch.now(), Path.of(args[4]));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told what becomes of it
    private void run(KafkaProducer<byte[], byte[]> producer, Dataset dataset, List<Dataset.Entry> entries) {
        producer.initTransactions();
        producer.beginTransaction();
        long commit = System.nanoTime() + COMMIT_NANOS;
        for (long i = 0; i < dataset.recordCount(); i++) {
            Dataset.Entry entry = entries.get((int) (i % entries.size()));
            producer.send(
                    new ProducerRecord<>(
                            dataset.topic(),
                            (int) (i % Dataset.PARTITIONS),
                            entry.timestamp(),
                            entry.key(),
                            entry.value()),
                    (metadata, error) -> failure.compareAndSet(null, error));
            if (i % LOOK_AT_CLOCK_EVERY == 0 && System.nanoTime() > commit) {
                producer.commitTransaction();
                producer.beginTransaction();
                commit = System.nanoTime() + COMMIT_NANOS;
            }
        }
        producer.commitTransaction();
        if (failure.get() != null) {
            throw new IllegalStateException("Cannot send to " + dataset.topic(), failure.get());
        }
    }
}
