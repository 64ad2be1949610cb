// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.job.config.InvalidOptionsException;
import dev.varve.restore.config.RestoreConfig;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestoreSettingsTest {
    private static StreamExecutionEnvironment apply(Map<String, String> flink) {
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(Configuration.fromMap(flink));
        RestoreConfig config = RestoreConfig.parse(
                "restore.yaml",
                "version: 1\narchive: shop\nid: drill\ntarget: {bootstrapServers: 'localhost:1'}\nstore: {uri: /tmp/none}\n"
                        + "commitInterval: 7s",
                List.of(),
                name -> null);
        RestoreSettings.apply(environment, config);
        return environment;
    }

    @ParameterizedTest
    @CsvSource({
        "execution.runtime-mode,BATCH",
        "execution.runtime-mode,AUTOMATIC",
        "execution.checkpointing.mode,AT_LEAST_ONCE",
        "execution.checkpointing.unaligned.enabled,true",
        "execution.checkpointing.max-concurrent-checkpoints,2",
        "execution.checkpointing.checkpoints-after-tasks-finish,false",
        "pipeline.operator-chaining.enabled,false"
    })
    void refusesWhatBreaksExactlyOnce(String key, String value) {
        assertThatThrownBy(() -> apply(Map.of(key, value)))
                .isInstanceOf(InvalidOptionsException.class)
                .hasMessageContaining("Flink configuration: " + key + ": Unsupported value")
                .hasMessageContaining("HINT: leave it unset");
    }

    @Test
    void choosesWhatIsUnset() {
        StreamExecutionEnvironment environment = apply(Map.of());

        assertThat(environment.getCheckpointConfig().getCheckpointInterval()).isEqualTo(7_000);
        assertThat(environment.getCheckpointConfig().getCheckpointingConsistencyMode())
                .isEqualTo(CheckpointingMode.EXACTLY_ONCE);
        assertThat(environment.getConfiguration().toMap()).containsEntry("pipeline.name", "Varve restore drill");
    }

    @Test
    void keepsTheClustersOwnCheckpointInterval() {
        assertThat(apply(Map.of("execution.checkpointing.interval", "30 s"))
                        .getCheckpointConfig()
                        .getCheckpointInterval())
                .isEqualTo(30_000);
    }
}
