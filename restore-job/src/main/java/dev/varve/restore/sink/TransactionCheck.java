// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.sink;

import dev.varve.job.KafkaClients;
import dev.varve.job.config.ConnectionConfig;
import dev.varve.restore.cluster.TargetCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Whether the target lets a restore write in transactions. Sends no record. */
public final class TransactionCheck {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private static final String LIMIT = "transaction.max.timeout.ms";

    private TransactionCheck() {}

    /**
     * Registers a transactional id that no writer of the restore has, with the time limit that writers have.
     *
     * @return what was tried
     * @throws IOException if the target refuses it or does not answer
     */
    public static String run(KafkaClients clients, String restoreId, Duration timeout) throws IOException {
        String id = "varve/" + restoreId + "/check";
        Map<String, Object> properties = clients.producerProperties("varve-check");
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.toIntExact(timeout.toMillis()));
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000L);
        try (TargetCluster target = new TargetCluster(clients, "varve-check-transactions");
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            try {
                producer.initTransactions();
                return "may write in transactions as varve/" + restoreId + "/...";
            } catch (TransactionalIdAuthorizationException e) {
                throw new IOException(
                        "Missing right on the target cluster at "
                                + clients.cluster().bootstrapServers()
                                + ": Write on transactional ids that begin with varve/" + restoreId
                                + ". HINT: grant it to the user of target.properties; docs/security.md has the commands.",
                        e);
            } catch (KafkaException e) {
                throw tooLong(clients.cluster(), timeout, e).orElseGet(() -> target.failure(e));
            } finally {
                producer.close(CLOSE_TIMEOUT);
            }
        }
    }

    /** What to do if the target refuses the time limit, which it says by words alone; empty if it is something else. */
    static Optional<IOException> tooLong(ConnectionConfig.Cluster target, Duration timeout, Exception failure) {
        if (!String.valueOf(failure.getMessage()).contains(LIMIT)) {
            return Optional.empty();
        }
        return Optional.of(new IOException(
                "Cannot write in transactions on the target cluster at " + target.bootstrapServers()
                        + ": target.transactionTimeout is " + timeout.toSeconds() + " s, and its " + LIMIT
                        + " is less. HINT: lower target.transactionTimeout, or raise " + LIMIT + " of the brokers.",
                failure));
    }
}
