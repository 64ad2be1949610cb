// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.job.KafkaClients;
import dev.varve.job.config.ConnectionConfig.Cluster;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.DetachedJobExecutionResult;
import org.junit.jupiter.api.Test;

class VerificationJobTest {
    @Test
    void onlyCommittedRecordsAreRead() {
        assertThat(job(0, Map.of("isolation.level", "read_uncommitted", "group.id", "theirs"))
                        .properties())
                .containsEntry("isolation.level", "read_committed")
                .doesNotContainKey("group.id");
    }

    @Test
    void largeRecordsComeInSmallPolls() {
        assertThat(pollRecords(0, Map.of())).isEqualTo("5000");
        assertThat(pollRecords(100, Map.of())).isEqualTo("5000");
        assertThat(pollRecords(5 << 20, Map.of())).isEqualTo("12");
        assertThat(pollRecords(500 << 20, Map.of())).isEqualTo("4");
        assertThat(pollRecords(5 << 20, Map.of("max.poll.records", "3"))).isEqualTo("3");
    }

    @Test
    void resultThatNobodyWaitedForIsMissing() {
        assertThatThrownBy(() -> job(0, Map.of()).results(new DetachedJobExecutionResult(new JobID())))
                .isInstanceOf(VerificationException.class)
                .hasMessageStartingWith("Cannot verify: the job was submitted without waiting for its result. HINT: ");
    }

    private static Object pollRecords(long largestRecord, Map<String, String> properties) {
        Properties all = job(largestRecord, properties).properties();
        return all.getProperty("max.poll.records", "absent");
    }

    private static VerificationJob job(long largestRecord, Map<String, String> properties) {
        KafkaClients clients = new KafkaClients(new Cluster("127.0.0.1:1", properties));
        return new VerificationJob(clients, new ReadPlan(List.of(), Map.of(), largestRecord), null, 1);
    }
}
