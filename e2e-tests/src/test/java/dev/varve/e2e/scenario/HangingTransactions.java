// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;

/**
 * Transactions that nobody ends any more: an only broker that dies between a commit's decision and its markers forgets them at its next
 * start.
 */
public final class HangingTransactions {
    private HangingTransactions() {}

    /** Aborts what is open in these partitions, as {@code kafka-transactions.sh abort} does. Returns how many it were. */
    public static int abortAllOpen(TestCluster cluster, List<TopicPartition> partitions) throws Exception {
        int aborted = 0;
        Map<TopicPartition, PartitionProducerState> states =
                cluster.admin().describeProducers(partitions).all().get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS);
        for (Map.Entry<TopicPartition, PartitionProducerState> state : states.entrySet()) {
            for (ProducerState producer : state.getValue().activeProducers()) {
                if (producer.currentTransactionStartOffset().isPresent()) {
                    abort(cluster, state.getKey(), producer);
                    aborted++;
                }
            }
        }
        return aborted;
    }

    private static void abort(TestCluster cluster, TopicPartition partition, ProducerState producer) throws Exception {
        AbortTransactionSpec open = new AbortTransactionSpec(
                partition,
                producer.producerId(),
                (short) producer.producerEpoch(),
                producer.coordinatorEpoch().orElse(0));
        cluster.admin().abortTransaction(open).all().get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
