// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

import dev.varve.tools.output.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends the records of topics and keeps what the broker acknowledged and, with transactions, committed. */
final class TopicFiller {
    private final String bootstrapServers;
    private final int total;
    private long sent;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** @param total records in all topics, for progress */
    TopicFiller(String bootstrapServers, int total) {
        this.bootstrapServers = bootstrapServers;
        this.total = total;
    }

    /** Returns when the broker has acknowledged everything. */
    ExpectedRecords fill(DemoTopic topic, Progress progress) throws IOException {
        ExpectedRecords expected = new ExpectedRecords(topic.partitions());
        if (topic.records() > 0) {
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings(topic))) {
                if (topic.isTransactional()) {
                    sendInTransactions(topic, producer, expected, progress);
                } else {
                    sendAll(topic, producer, expected, progress);
                }
            }
        }
        return expected;
    }

    private void sendAll(
            DemoTopic topic, KafkaProducer<byte[], byte[]> producer, ExpectedRecords expected, Progress progress)
            throws IOException {
        for (int number = 0; number < topic.records(); number++) {
            send(topic, number, producer, expected);
            progress.count(++sent, total, "record");
        }
        producer.flush();
        throwFailure(topic);
    }

    private void sendInTransactions(
            DemoTopic topic, KafkaProducer<byte[], byte[]> producer, ExpectedRecords expected, Progress progress)
            throws IOException {
        producer.initTransactions();
        for (int first = 0; first < topic.records(); first += topic.transactionSize()) {
            ExpectedRecords target = topic.isAborted(first) ? new ExpectedRecords(topic.partitions()) : expected;
            producer.beginTransaction();
            int end = Math.min(topic.records(), first + topic.transactionSize());
            for (int number = first; number < end; number++) {
                send(topic, number, producer, target);
                progress.count(++sent, total, "record");
            }
            producer.flush();
            if (topic.isAborted(first)) {
                producer.abortTransaction();
            } else {
                producer.commitTransaction();
            }
        }
        throwFailure(topic);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told what becomes of it
    private void send(DemoTopic topic, int number, KafkaProducer<byte[], byte[]> producer, ExpectedRecords expected) {
        SampleRecord record = topic.record(number);
        List<Header> headers = new ArrayList<>(record.headers().size());
        record.headers().forEach(header -> headers.add(new RecordHeader(header.key(), header.value())));
        producer.send(
                new ProducerRecord<>(
                        topic.name(), record.partition(), record.timestamp(), record.key(), record.value(), headers),
                (metadata, error) -> acknowledge(number, record, metadata, error, expected));
    }

    private void acknowledge(
            int number,
            SampleRecord record,
            @Nullable RecordMetadata metadata,
            @Nullable Exception error,
            ExpectedRecords expected) {
        if (error != null || metadata == null) {
            failure.compareAndSet(null, error == null ? new IOException("no metadata") : error);
            return;
        }
        expected.add(number, record, metadata.offset(), metadata.timestamp());
    }

    private void throwFailure(DemoTopic topic) throws IOException {
        Exception cause = failure.get();
        if (cause != null) {
            throw new IOException("Cannot produce to topic " + topic.name() + ": " + cause.getMessage(), cause);
        }
    }

    private Map<String, Object> settings(DemoTopic topic) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 8 << 20);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, topic.isTransactional() ? 0 : 5);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, topic.isTransactional() ? "none" : "lz4");
        if (topic.isTransactional()) {
            settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "demo-" + topic.name());
        }
        return settings;
    }
}
