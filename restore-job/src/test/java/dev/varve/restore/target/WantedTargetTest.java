// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.target;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.varve.format.Id;
import dev.varve.restore.plan.Partitioning;
import dev.varve.restore.plan.PlannedTopic;
import dev.varve.restore.plan.PlannedTopic.PlannedTarget;
import dev.varve.restore.plan.TimeWindow;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.junit.jupiter.api.Test;

class WantedTargetTest {
    @Test
    void sourcesOfOneTargetAreTakenTogether() {
        WantedTarget wanted = requireNonNull(WantedTarget.of(List.of(
                        planned("a", 3, Map.of("max.message.bytes", "100", "cleanup.policy", "delete")),
                        planned("b", 5, Map.of("max.message.bytes", "90000", "cleanup.policy", "other"))))
                .get("copy"));

        assertThat(wanted.target().partitions()).isEqualTo(5);
        assertThat(wanted.target().holdingConfigs())
                .isEqualTo(Map.of("max.message.bytes", "90000", "cleanup.policy", "delete"));
        assertThat(wanted.sources()).extracting(PlannedTopic::topic).containsExactly("a", "b");
    }

    @Test
    void whatHeldBackGoesUnlessItIsToStay() {
        WantedTarget wanted = requireNonNull(
                WantedTarget.of(List.of(planned("a", 1, Map.of("retention.ms", "-1", "cleanup.policy", "delete"))))
                        .get("copy"));

        assertThat(wanted.finalChanges(Set.of("retention.bytes")))
                .extracting(
                        change -> change.configEntry().name(),
                        change -> change.configEntry().value(),
                        AlterConfigOp::opType)
                .containsExactlyInAnyOrder(
                        tuple("retention.ms", "", AlterConfigOp.OpType.DELETE),
                        tuple("retention.bytes", "", AlterConfigOp.OpType.DELETE),
                        tuple("cleanup.policy", "compact", AlterConfigOp.OpType.SET));
    }

    @Test
    void brokerChoosesReplicationIfNobodyElseDoes() {
        WantedTarget wanted = requireNonNull(
                WantedTarget.of(List.of(planned("a", 4, Map.of()))).get("copy"));

        assertThat(wanted.newTopic().replicationFactor()).isEqualTo((short) -1);
        assertThat(wanted.newTopic().numPartitions()).isEqualTo(4);
    }

    private static PlannedTopic planned(String source, int partitions, Map<String, String> holding) {
        return new PlannedTopic(
                source,
                new Id(1, partitions),
                null,
                new PlannedTarget("copy", false, partitions, (short) -1, holding, Map.of("cleanup.policy", "compact")),
                Partitioning.PRESERVE,
                TimeWindow.ALL,
                null,
                List.of());
    }
}
