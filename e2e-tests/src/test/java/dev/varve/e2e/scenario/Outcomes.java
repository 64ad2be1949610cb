// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import dev.varve.e2e.scenario.WrittenRecord.Lane;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What the cluster has told a {@link BackgroundWriter} about each of its records. Safe for use by several threads. */
final class Outcomes {
    private final Map<TopicPartition, Map<Lane, List<Outcome>>> outcomes = new HashMap<>();
    private final List<List<WrittenRecord>> unknownTransactions = new ArrayList<>();
    private List<WrittenRecord> lastTransaction = List.of();
    private boolean distrustsNext;
    private boolean mayRepeat;
    private long acknowledged;

    enum Outcome {
        /** It must be there. */
        ACKNOWLEDGED,
        /** It must not be there. */
        ABORTED,
        /** The answer got lost: it is there, or it is not. */
        UNKNOWN
    }

    /** The next record of a lane. */
    synchronized WrittenRecord next(TopicPartition partition, Lane lane) {
        List<Outcome> known = of(partition, lane);
        known.add(Outcome.UNKNOWN);
        return new WrittenRecord(partition, lane, known.size() - 1);
    }

    synchronized void put(WrittenRecord record, Outcome outcome) {
        of(record.partition(), record.lane()).set(Math.toIntExact(record.number()), outcome);
        acknowledged += outcome == Outcome.ACKNOWLEDGED ? 1 : 0;
    }

    /** What a whole transaction has come to. */
    synchronized void putTransaction(List<WrittenRecord> transaction, Outcome outcome) {
        transaction.forEach(record -> put(record, outcome));
        lastTransaction = List.copyOf(transaction);
        if (outcome == Outcome.UNKNOWN) {
            unknownTransactions.add(lastTransaction);
        }
        if (distrustsNext) {
            distrustsNext = false;
            distrustLastTransaction();
        }
    }

    /**
     * Kafka may have committed the last transaction, and the one that is under way, in some partitions only; and what a producer sends again may
     * be there twice, though it is idempotent (seen with Kafka 4.3.1).
     */
    synchronized void brokerWasKilled() {
        mayRepeat = true;
        distrustLastTransaction();
        distrustsNext = true;
    }

    private void distrustLastTransaction() {
        for (WrittenRecord record : lastTransaction) {
            if (of(record.partition(), record.lane()).get(Math.toIntExact(record.number())) == Outcome.ACKNOWLEDGED) {
                put(record, Outcome.UNKNOWN);
            }
        }
        unknownTransactions.remove(lastTransaction);
    }

    /** Of each all records are there, or none. */
    synchronized List<List<WrittenRecord>> unknownTransactions() {
        return List.copyOf(unknownTransactions);
    }

    /** By number. */
    synchronized List<Outcome> all(TopicPartition partition, Lane lane) {
        return List.copyOf(of(partition, lane));
    }

    /** Whether the writer has ever sent such a record. */
    synchronized boolean hasSent(WrittenRecord record) {
        return record.number() < of(record.partition(), record.lane()).size();
    }

    /** Whether the source may hold records twice. */
    synchronized boolean mayRepeat() {
        return mayRepeat;
    }

    synchronized long acknowledged() {
        return acknowledged;
    }

    private List<Outcome> of(TopicPartition partition, Lane lane) {
        return outcomes.computeIfAbsent(partition, key -> new HashMap<>())
                .computeIfAbsent(lane, key -> new ArrayList<>());
    }
}
