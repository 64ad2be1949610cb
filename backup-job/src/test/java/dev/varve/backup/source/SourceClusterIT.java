// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.job.KafkaClients;
import dev.varve.job.config.ConnectionConfig.Cluster;
import dev.varve.localkafka.KafkaBroker;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SourceClusterIT {

    /** Kafka's client goes on asking for a leader until its time is up, and then answers nothing at all. */
    @Test
    void leavesOutWhatWasDeletedAMomentAgo() throws Exception {
        KafkaBroker broker = SharedBroker.get();
        SourceTopic living = SourceTopic.create(broker, "asked-living", 1);
        SourceTopic deleted = SourceTopic.create(broker, "asked-deleted", 1);
        living.send(0, 10);
        TopicPartition here = new TopicPartition(living.name(), 0);
        TopicPartition gone = new TopicPartition(deleted.name(), 0);
        KafkaClients clients = new KafkaClients(new Cluster(broker.bootstrapServers(), Map.of()));
        try (SourceCluster cluster = new SourceCluster(clients, "test-admin")) {
            assertThat(cluster.logStarts(List.of(here, gone))).containsOnlyKeys(here, gone);
            deleted.delete();

            Map<TopicPartition, ListOffsetsResultInfo> ends =
                    cluster.ends(List.of(here, gone), IsolationLevel.READ_COMMITTED);

            assertThat(ends).containsOnlyKeys(here);
            assertThat(ends)
                    .hasEntrySatisfying(here, end -> assertThat(end.offset()).isEqualTo(10));
            assertThat(cluster.logStarts(List.of(gone))).isEmpty();
        }
    }
}
