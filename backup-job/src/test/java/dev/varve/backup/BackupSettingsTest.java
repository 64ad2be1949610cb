// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.job.config.InvalidOptionsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackupSettingsTest {
    @TempDir
    private Path root;

    private StreamExecutionEnvironment build(Map<String, String> flink) throws Exception {
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(Configuration.fromMap(flink));
        BackupTopology.build(environment, ScriptedArchive.create(root).config("commitInterval: 7s"));
        return environment;
    }

    @ParameterizedTest
    @CsvSource({
        "execution.runtime-mode,BATCH",
        "execution.runtime-mode,AUTOMATIC",
        "execution.checkpointing.mode,AT_LEAST_ONCE",
        "execution.checkpointing.max-concurrent-checkpoints,2",
        "execution.checkpointing.checkpoints-after-tasks-finish,false",
        "pipeline.operator-chaining.enabled,false"
    })
    void refusesWhatBreaksExactlyOnce(String key, String value) {
        assertThatThrownBy(() -> build(Map.of(key, value)))
                .isInstanceOf(InvalidOptionsException.class)
                .hasMessageContaining("Flink configuration: " + key + ": Unsupported value")
                .hasMessageContaining("HINT: leave it unset");
    }

    @Test
    void refusesChainingSwitchedOffByTheProgram() {
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(new Configuration());
        environment.disableOperatorChaining();

        assertThatThrownBy(() -> BackupTopology.build(
                        environment, ScriptedArchive.create(root).config()))
                .isInstanceOf(InvalidOptionsException.class)
                .hasMessageContaining("pipeline.operator-chaining.enabled");
    }

    @Test
    void flinkItselfRefusesToSwitchCheckpointsOff() {
        assertThatThrownBy(() -> build(Map.of("execution.checkpointing.interval", "0 s")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Checkpoint interval must be larger");
    }

    @Test
    void namesEverySettingAtOnce() {
        assertThatThrownBy(() -> build(Map.of(
                        "execution.runtime-mode", "BATCH", "execution.checkpointing.max-concurrent-checkpoints", "3")))
                .hasMessageContaining("2 problems")
                .hasMessageContaining("execution.runtime-mode")
                .hasMessageContaining("max-concurrent-checkpoints");
    }

    @Test
    void commitsAtLeastEveryFiveSecondsInModeOnce() throws Exception {
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(new Configuration());
        BackupTopology.build(environment, ScriptedArchive.create(root).config("commitInterval: 60s", "mode: once"));

        assertThat(environment.getCheckpointConfig().getCheckpointInterval()).isEqualTo(5_000);
    }

    @Test
    void choosesWhatIsUnset() throws Exception {
        StreamExecutionEnvironment environment = build(Map.of());

        assertThat(environment.getCheckpointConfig().getCheckpointInterval()).isEqualTo(7_000);
        assertThat(environment.getCheckpointConfig().getCheckpointingConsistencyMode())
                .isEqualTo(CheckpointingMode.EXACTLY_ONCE);
        assertThat(environment.getCheckpointConfig().getExternalizedCheckpointRetention())
                .isEqualTo(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        assertThat(environment.getStreamGraph().getJobName()).isEqualTo("Varve backup of shop");
    }

    @Test
    void leavesFlinksOwnSettingsAlone() throws Exception {
        StreamExecutionEnvironment environment = build(Map.of(
                "execution.checkpointing.interval",
                "3 min",
                "execution.checkpointing.externalized-checkpoint-retention",
                "DELETE_ON_CANCELLATION",
                "pipeline.name",
                "mine"));

        assertThat(environment.getCheckpointConfig().getCheckpointInterval())
                .isEqualTo(Duration.ofMinutes(3).toMillis());
        assertThat(environment.getCheckpointConfig().getExternalizedCheckpointRetention())
                .isEqualTo(ExternalizedCheckpointRetention.DELETE_ON_CANCELLATION);
        assertThat(environment.getStreamGraph().getJobName()).isEqualTo("mine");
    }
}
