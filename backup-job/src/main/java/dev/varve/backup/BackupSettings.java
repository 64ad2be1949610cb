// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup;

import dev.varve.job.config.BackupConfig;
import dev.varve.job.config.InvalidOptionsException;
import dev.varve.job.config.InvalidOptionsException.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink's settings as the backup needs them. Those that exactly-once rests on are refused if they say otherwise; others are chosen
 * where they are unset.
 */
final class BackupSettings {
    private static final Logger LOG = LoggerFactory.getLogger(BackupSettings.class);

    private static final Duration LONGEST_IN_ONCE = Duration.ofSeconds(5);

    private BackupSettings() {}

    /** @throws InvalidOptionsException naming every setting that breaks the argument */
    static void apply(StreamExecutionEnvironment environment, BackupConfig config) {
        Configuration flink = new Configuration();
        flink.addAll((Configuration) environment.getConfiguration());
        List<Problem> problems = problems(flink);
        if (!problems.isEmpty()) {
            throw new InvalidOptionsException(problems);
        }
        Configuration chosen = new Configuration();
        choose(flink, chosen, CheckpointingOptions.CHECKPOINTING_INTERVAL, interval(config));
        choose(
                flink,
                chosen,
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        chosen.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        chosen.set(PipelineOptions.GENERIC_TYPES, false);
        chosen.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        choose(flink, chosen, PipelineOptions.NAME, "Varve backup of " + config.archive());
        environment.configure(chosen);
        Optional<Duration> interval = flink.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL);
        if (interval.isPresent() && !interval.get().equals(interval(config))) {
            LOG.info(
                    "commitInterval={} is not used: Flink's {} is {}",
                    interval(config),
                    CheckpointingOptions.CHECKPOINTING_INTERVAL.key(),
                    interval.get());
        }
    }

    /** The end of mode once waits for two commits, which must not take two minutes when there is little to read. */
    private static Duration interval(BackupConfig config) {
        Duration chosen = config.commitInterval();
        boolean once = config.mode() == BackupConfig.Mode.ONCE;
        return once && chosen.compareTo(LONGEST_IN_ONCE) > 0 ? LONGEST_IN_ONCE : chosen;
    }

    private static <T> void choose(Configuration flink, Configuration chosen, ConfigOption<T> option, T value) {
        if (flink.getOptional(option).isEmpty()) {
            chosen.set(option, value);
        }
    }

    private static List<Problem> problems(Configuration flink) {
        List<Problem> problems = new ArrayList<>();
        refuse(
                problems,
                ExecutionOptions.RUNTIME_MODE,
                flink.get(ExecutionOptions.RUNTIME_MODE) != RuntimeExecutionMode.STREAMING,
                "Unsupported value: a backup runs in STREAMING mode, also with mode: once.");
        refuse(
                problems,
                CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                flink.getOptional(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE)
                        .map(mode -> mode != CheckpointingMode.EXACTLY_ONCE)
                        .orElse(false),
                "Unsupported value: a backup is exactly-once.");
        refuse(
                problems,
                CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS,
                flink.get(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS) > 1,
                "Unsupported value: topic ids are compared once per checkpoint, one after the other.");
        refuse(
                problems,
                CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH,
                !flink.get(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH),
                "Unsupported value: the last commit of mode: once needs the last checkpoint.");
        refuse(
                problems,
                PipelineOptions.OPERATOR_CHAINING,
                !flink.get(PipelineOptions.OPERATOR_CHAINING),
                "Unsupported value: reading and writing happen in one task.");
        return problems;
    }

    private static void refuse(List<Problem> problems, ConfigOption<?> option, boolean broken, String reason) {
        if (broken) {
            problems.add(new Problem("Flink configuration", 0, option.key(), reason, "leave it unset"));
        }
    }
}
