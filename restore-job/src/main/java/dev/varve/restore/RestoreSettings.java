// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore;

import dev.varve.job.config.InvalidOptionsException;
import dev.varve.job.config.InvalidOptionsException.Problem;
import dev.varve.restore.config.RestoreConfig;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Flink's settings as the restore needs them: what its argument rests on is refused if it says otherwise, the rest chosen if unset. */
final class RestoreSettings {
    /** A setting, and whether its value breaks the argument. */
    private record Rule(ConfigOption<?> option, boolean isBroken, String reason) {
        Problem problem() {
            return new Problem(
                    "Flink configuration", 0, option.key(), "Unsupported value: " + reason, "leave it unset");
        }
    }

    private RestoreSettings() {}

    /** @throws InvalidOptionsException naming every setting that breaks the argument */
    static void apply(StreamExecutionEnvironment environment, RestoreConfig config) {
        Configuration flink = new Configuration();
        flink.addAll((Configuration) environment.getConfiguration());
        List<Problem> problems =
                rules(flink).filter(Rule::isBroken).map(Rule::problem).toList();
        if (!problems.isEmpty()) {
            throw new InvalidOptionsException(problems);
        }
        Configuration chosen = new Configuration();
        chosen.set(
                CheckpointingOptions.CHECKPOINTING_INTERVAL,
                flink.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL).orElse(config.commitInterval()));
        chosen.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                flink.getOptional(CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION)
                        .orElse(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION));
        chosen.set(
                PipelineOptions.NAME, flink.getOptional(PipelineOptions.NAME).orElse("Varve restore " + config.id()));
        chosen.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        chosen.set(PipelineOptions.GENERIC_TYPES, false);
        chosen.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        environment.configure(chosen);
    }

    private static Stream<Rule> rules(Configuration flink) {
        CheckpointingMode mode = flink.getOptional(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE)
                .orElse(CheckpointingMode.EXACTLY_ONCE);
        return Stream.of(
                new Rule(
                        ExecutionOptions.RUNTIME_MODE,
                        flink.get(ExecutionOptions.RUNTIME_MODE) != RuntimeExecutionMode.STREAMING,
                        "a restore commits while it runs, in STREAMING mode."),
                new Rule(
                        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                        mode != CheckpointingMode.EXACTLY_ONCE,
                        "a restore counts what was written before a checkpoint as written."),
                new Rule(
                        CheckpointingOptions.ENABLE_UNALIGNED,
                        flink.get(CheckpointingOptions.ENABLE_UNALIGNED),
                        "records must not overtake a checkpoint."),
                new Rule(
                        CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS,
                        flink.get(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS) > 1,
                        "commits happen one after the other."),
                new Rule(
                        CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH,
                        !flink.get(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH),
                        "the end of a restore needs the last checkpoint."),
                new Rule(
                        PipelineOptions.OPERATOR_CHAINING,
                        !flink.get(PipelineOptions.OPERATOR_CHAINING),
                        "reading and writing happen in one task."));
    }
}
