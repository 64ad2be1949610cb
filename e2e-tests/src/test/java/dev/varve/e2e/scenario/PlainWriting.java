// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import dev.varve.e2e.scenario.Outcomes.Outcome;
import dev.varve.e2e.scenario.WrittenRecord.Fate;
import dev.varve.e2e.scenario.WrittenRecord.Lane;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The lane without transactions: one record after the other for every partition, by an idempotent producer that does not give up. */
final class PlainWriting implements BackgroundWriter.Writing {
    private final TestCluster cluster;
    private final List<TopicPartition> partitions;
    private final long seed;
    private final Outcomes outcomes;
    private KafkaProducer<byte[], byte[]> producer;

    PlainWriting(TestCluster cluster, List<TopicPartition> partitions, long seed, Outcomes outcomes) {
        this.cluster = cluster;
        this.partitions = partitions;
        this.seed = seed;
        this.outcomes = outcomes;
        this.producer = newProducer();
    }

    private KafkaProducer<byte[], byte[]> newProducer() {
        return cluster.producer(BackgroundWriter.PATIENT);
    }

    @Override
    public void run(CountDownLatch stop, Duration pause) throws InterruptedException {
        while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            writeOneToEach();
        }
    }

    private void writeOneToEach() throws InterruptedException {
        Map<WrittenRecord, Future<RecordMetadata>> sent = new LinkedHashMap<>();
        boolean failed = false;
        for (TopicPartition partition : partitions) {
            WrittenRecord record = outcomes.next(partition, Lane.PLAIN);
            try {
                sent.put(record, producer.send(BackgroundWriter.toSend(record, seed, Fate.KEPT)));
            } catch (KafkaException e) {
                failed = true;
            }
        }
        for (Map.Entry<WrittenRecord, Future<RecordMetadata>> each : sent.entrySet()) {
            try {
                each.getValue().get();
                outcomes.put(each.getKey(), Outcome.ACKNOWLEDGED);
            } catch (ExecutionException e) {
                failed = true;
            }
        }
        if (failed) {
            producer.close(Duration.ZERO);
            producer = newProducer();
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
