// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.deployment.application.ApplicationJobUtils;
import org.apache.flink.client.program.StreamContextEnvironment;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.DefaultExecutorServiceLoader;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two jobs in one main, as application mode runs it. */
class SecondJobIT {
    private static final JobID FIXED = new JobID(1, 2);

    @AfterEach
    void leaveContext() {
        StreamContextEnvironment.unsetAsContext();
    }

    @Test
    void operatorAllowsOneJobPerEnvironment() throws Exception {
        inContextOf("execution.submit-failed-job-on-application-error", "true");
        StreamExecutionEnvironment first = StreamExecutionEnvironment.getExecutionEnvironment();
        assertThat(run(first, "STREAMING", "first")).isEqualTo(FIXED);

        assertThatThrownBy(() -> run(first, "BATCH", "second"))
                .hasMessage("Cannot have more than 1 jobs in a single environment.");
        JobID second = run(SecondJob.environment(first), "BATCH", "second");

        assertThat(second).isNotEqualTo(FIXED);
        assertThat(run(SecondJob.environment(first), "BATCH", "second")).isEqualTo(second);
    }

    @Test
    void highAvailabilityTellsJobsApartInOneEnvironmentOnly() throws Exception {
        inContextOf("high-availability.type", "zookeeper");
        StreamExecutionEnvironment first = StreamExecutionEnvironment.getExecutionEnvironment();
        assertThat(run(first, "STREAMING", "first")).isEqualTo(FIXED);

        StreamExecutionEnvironment second = SecondJob.environment(first);

        assertThat(second).isSameAs(first);
        assertThat(run(second, "BATCH", "second")).isNotEqualTo(FIXED);
    }

    private static JobID run(StreamExecutionEnvironment environment, String mode, String name) throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("execution.runtime-mode", mode);
        environment.configure(configuration);
        environment.fromSequence(0, 10).sinkTo(new DiscardingSink<>());
        return environment.execute(name).getJobID();
    }

    /** Jobs run in this process; limits and ids are those of application mode. */
    private static void inContextOf(String key, String value) {
        Configuration limits = new Configuration();
        limits.setString(key, value);
        var counts = ApplicationJobUtils.getJobCountLimits(limits);
        Configuration cluster = new Configuration();
        if (!key.startsWith("high-availability")) {
            cluster.setString(key, value);
        }
        cluster.setString("execution.target", "local");
        cluster.setString("execution.attached", "true");
        cluster.setString("rest.bind-port", "0");
        cluster.setString("$internal.pipeline.job-id", FIXED.toHexString());
        StreamContextEnvironment.setAsContext(
                new DefaultExecutorServiceLoader(),
                cluster,
                SecondJobIT.class.getClassLoader(),
                counts.f0,
                counts.f1,
                true,
                null,
                null,
                List.of());
    }
}
