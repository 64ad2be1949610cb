// SPDX-License-Identifier: Apache-2.0
package dev.varve.benchmarks;

import dev.varve.backup.BackupTopology;
import dev.varve.job.EmbeddedFlink;
import dev.varve.job.ExitCode;
import dev.varve.job.config.BackupConfig;
import dev.varve.restore.RestoreRun;
import dev.varve.restore.RestoreTopology;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.plan.Planner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * A job in the embedded Flink, as the command line runs it, but without what a restore does after the last record.
 *
 * <p>Arguments: {@code backup} or {@code restore}, the configuration, where to write what it cost.
 */
final class MeasuredJob {
    private MeasuredJob() {}

    public static void main(String[] args) throws IOException {
        Path config = Path.of(args[1]);
        ExitCode code = args[0].equals("backup") ? backup(config) : restore(config);
        if (code == ExitCode.DONE) {
            JobClock.start().write(JobClock.end(), Path.of(args[2]));
        }
        System.exit(code.code());
    }

    private static ExitCode backup(Path file) throws IOException {
        BackupConfig config = BackupConfig.parse(file.toString(), Files.readString(file), List.of(), name -> null);
        return run(config.stateDir(), environment -> BackupTopology.build(environment, config));
    }

    private static ExitCode restore(Path file) {
        RestoreConfig config = RestoreConfig.load(file, List.of(), name -> null);
        return run(
                config.stateDir(),
                environment -> RestoreTopology.build(
                        environment, config, RestoreRun.goal(config, Planner.plan(config, Clock.systemUTC()))));
    }

    private static ExitCode run(String stateDir, EmbeddedFlink.Topology job) {
        EmbeddedFlink.Settings settings =
                new EmbeddedFlink.Settings(Path.of(stateDir), 1, Map.of(), JobClock.settings(), 10_000);
        return EmbeddedFlink.run(settings, job, System.out);
    }
}
