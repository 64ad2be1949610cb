// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore;

import dev.varve.job.EmbeddedFlink;
import dev.varve.job.EmbeddedFlink.Topology;
import dev.varve.job.EmbeddedJob;
import dev.varve.job.ExitCode;
import dev.varve.job.config.InvalidOptionsException;
import dev.varve.restore.config.RestoreConfig;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;

/** {@code varve restore}: the restore job in this process. */
public final class EmbeddedRestore implements EmbeddedJob {
    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String description() {
        return "Restores topics of an archive into a Kafka cluster.";
    }

    @Override
    public ExitCode run(List<String> arguments, PrintStream out, PrintStream messages) {
        RestoreArguments parsed;
        RestoreConfig config;
        try {
            CommandLine command = RestoreArguments.parse(arguments);
            if (command.isUsageHelpRequested()) {
                command.usage(out);
                return ExitCode.DONE;
            }
            parsed = command.getCommand();
            config = parsed.config();
        } catch (CommandLine.ParameterException | InvalidOptionsException e) {
            messages.println("Error: " + e.getMessage());
            return ExitCode.USAGE;
        }
        try {
            return new RestoreRun(config, Clock.systemUTC(), messages)
                    .execute(new ThisProcess(config, messages), report -> out.print(parsed.text(report)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        } catch (Exception e) {
            messages.println(ExitCode.describe(e));
            return ExitCode.of(e);
        }
    }

    @Override
    public Optional<Path> directory(List<String> arguments) {
        try {
            CommandLine command = RestoreArguments.parse(arguments);
            RestoreArguments parsed = command.getCommand();
            return command.isUsageHelpRequested() ? Optional.empty() : Optional.of(directory(parsed.config()));
        } catch (CommandLine.ParameterException | InvalidOptionsException e) {
            return Optional.empty();
        }
    }

    /** A backup with the same stateDir, and restores with other ids, have directories of their own. */
    private static Path directory(RestoreConfig config) {
        return Path.of(config.stateDir(), "restore-" + config.id());
    }

    /** Both jobs in Flinks of their own, one after the other. */
    private record ThisProcess(RestoreConfig config, PrintStream messages) implements JobRunner {
        @Override
        public Optional<ExitCode> run(Topology job) {
            EmbeddedFlink.Settings settings = EmbeddedFlink.Settings.of(
                    directory(config), config.parallelism(), config.store().properties(), config.places());
            return Optional.of(EmbeddedFlink.run(settings, job, messages));
        }

        @Override
        public StreamExecutionEnvironment verification() {
            Configuration flink = new Configuration();
            flink.setString("rest.address", "127.0.0.1");
            flink.setString("rest.bind-address", "127.0.0.1");
            flink.setString("rest.bind-port", "0");
            flink.setString("taskmanager.bind-host", "127.0.0.1");
            flink.setString("jobmanager.bind-host", "127.0.0.1");
            return StreamExecutionEnvironment.createLocalEnvironment(config.parallelism(), flink);
        }
    }
}
