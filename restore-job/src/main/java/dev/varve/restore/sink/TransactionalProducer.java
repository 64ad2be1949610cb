// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.sink;

import dev.varve.restore.cluster.MissingRight;
import dev.varve.restore.cluster.TargetCluster;
import dev.varve.restore.cluster.TargetUnreachableException;
import dev.varve.restore.ledger.Ledger;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.ledger.LedgerJson;
import dev.varve.restore.ledger.LedgerLocation;
import dev.varve.restore.ledger.WriterToken;
import dev.varve.restore.sink.RestoreSteps.Step;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The producer of one writer, from its right to write to its last Kafka transaction. Any failure is final: whether a transaction was
 * committed says the ledger, once the next writer has cut this one off. For one thread.
 */
final class TransactionalProducer implements Closeable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final LedgerLocation location;
    private final LedgerJson json;
    private final String transactionalId;
    private final WriterToken token;
    private final RestoreSteps steps;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    private final Callback onAnswer = (metadata, error) -> {
        if (error != null) {
            failure.compareAndSet(null, error);
        }
    };

    private boolean inTransaction;

    private TransactionalProducer(
            LedgerLocation location, WriterToken token, RestoreSteps steps, KafkaProducer<byte[], byte[]> producer) {
        this.location = location;
        this.json = location.json();
        this.transactionalId = location.transactionalId(token.subtask());
        this.token = token;
        this.steps = steps;
        this.producer = producer;
    }

    /**
     * Opens the producer of a token's writer, and makes sure that it has not been replaced.
     *
     * @throws CutOffWriterException if the ledger has another owner or a later token. Fencing alone does not stop a writer that opens
     *     after its successor
     */
    static TransactionalProducer open(WritingOptions options, WriterToken token, RestoreSteps steps)
            throws IOException {
        LedgerLocation location = options.ledger();
        String id = location.transactionalId(token.subtask());
        steps.reached(Step.BEFORE_OPEN, token);
        KafkaProducer<byte[], byte[]> producer;
        try {
            producer = new KafkaProducer<>(
                    properties(options, id, token.subtask()), new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            MissingRight.requireRestartToHelp(location.target(), "open " + id, e);
            throw e;
        }
        TransactionalProducer opened = new TransactionalProducer(location, token, steps, producer);
        try {
            producer.initTransactions();
            opened.tell(Step.OPENED);
            opened.requireRight();
            opened.tell(Step.ENTITLED);
            return opened;
        } catch (KafkaException e) {
            opened.close();
            throw opened.failed("open", e);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static Map<String, Object> properties(WritingOptions options, String id, int subtask) {
        int timeout = Math.toIntExact(options.ledger().transactionTimeout().toMillis());
        Map<String, Object> properties = options.producerProperties("varve-restore-" + subtask);
        properties.put("transactional.id", id);
        properties.put("transaction.timeout.ms", timeout);
        properties.put("delivery.timeout.ms", timeout);
        properties.put("request.timeout.ms", Math.min(30_000, Math.max(1_000, timeout / 2)));
        properties.put("max.block.ms", timeout);
        return properties;
    }

    private void requireRight() throws IOException {
        LedgerContent rights;
        try (Ledger ledger = location.open()) {
            rights = ledger.readRights();
        }
        LedgerEntry.Owner owner = rights.owner();
        if (owner == null || !owner.id().equals(token.owner())) {
            throw new CutOffWriterException(transactionalId, "owner " + (owner == null ? "none" : owner.id()));
        }
        WriterToken latest = rights.writers().get(token.subtask());
        int expected = latest != null && latest.owner().equals(token.owner()) ? latest.number() : 0;
        if (token.number() != expected) {
            throw new CutOffWriterException(
                    transactionalId, "token " + expected + ", this writer has " + token.number());
        }
    }

    /** Sends a record in the open Kafka transaction, and opens one if there is none. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback learns of a failure, and commit waits for all records
    void send(ProducerRecord<byte[], byte[]> record) throws IOException {
        checkFailure();
        try {
            if (!inTransaction) {
                producer.beginTransaction();
                inTransaction = true;
            }
            producer.send(record, onAnswer);
        } catch (KafkaException e) {
            throw failed("send to " + record.topic() + "-" + record.partition(), e);
        }
    }

    /** Commits the open Kafka transaction, with these entries of the ledger in it. */
    void commit(List<LedgerEntry> entries) throws IOException {
        for (LedgerEntry entry : entries) {
            send(json.record(location.topic(), entry));
        }
        tell(Step.BEFORE_COMMIT);
        try {
            producer.commitTransaction();
            inTransaction = false;
        } catch (KafkaException e) {
            Exception first = failure.get();
            throw failed("commit", first == null ? e : first);
        }
        checkFailure();
        tell(Step.COMMITTED);
    }

    void tell(Step step) throws IOException {
        steps.reached(step, token);
    }

    private void checkFailure() throws IOException {
        Exception error = failure.get();
        if (error != null) {
            throw failed("send", error);
        }
    }

    /** @throws SuppressRestartsException if the target's user has no right to do it, or the target allows no such transactions */
    private IOException failed(String what, Exception cause) {
        Optional<IOException> tooLong =
                TransactionCheck.tooLong(location.target(), location.transactionTimeout(), cause);
        if (tooLong.isPresent()) {
            throw new SuppressRestartsException(tooLong.get());
        }
        String message = "Cannot " + what + " with transactional id " + transactionalId + ": " + cause.getMessage();
        Optional<IOException> login = MissingRight.login(location.target(), cause);
        if (login.isPresent() || MissingRight.isCauseOf(cause)) {
            throw new SuppressRestartsException(
                    login.orElseGet(() -> new IOException(MissingRight.describe(message), cause)));
        }
        Exception reason = TargetCluster.isUnreachable(cause)
                ? new TargetUnreachableException(location.target().bootstrapServers(), cause)
                : cause;
        return new IOException(
                message
                        + ". The transaction is given up; the ledger says what was committed, and the restore goes on from there",
                reason);
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
