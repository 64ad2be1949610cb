// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup;

import dev.varve.job.config.BackupConfig;
import dev.varve.job.config.InvalidOptionsException;
import dev.varve.job.config.InvalidOptionsException.Problem;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;

/**
 * Runs the backup on a Flink cluster: {@code flink run varve-backup-job.jar --config backup.yaml}. Without a cluster use
 * {@code varve backup}.
 */
public final class BackupJob {
    private BackupJob() {}

    /**
     * Submits the job.
     *
     * @param arguments {@code --config FILE}, and {@code --set PATH=VALUE} any number of times
     * @throws InvalidOptionsException with every mistake in the configuration
     */
    public static void main(String... arguments) throws Exception {
        CommandLine command = BackupArguments.parse(List.of(arguments));
        if (command.isUsageHelpRequested()) {
            command.usage(System.out);
            return;
        }
        BackupArguments parsed = command.getCommand();
        BackupConfig config = parsed.config();
        requireNoStoreProperties(config);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        BackupTopology.build(environment, config);
        environment.execute();
    }

    /** A cluster has set up its file systems before this job came. */
    private static void requireNoStoreProperties(BackupConfig config) {
        List<Problem> problems = config.store().properties().keySet().stream()
                .map(key -> new Problem(
                        "configuration",
                        0,
                        "store.properties." + key,
                        "Unsupported on a cluster: file systems are set up once per process.",
                        "put " + key + " into Flink's own configuration"))
                .toList();
        if (!problems.isEmpty()) {
            throw new InvalidOptionsException(problems);
        }
    }
}
