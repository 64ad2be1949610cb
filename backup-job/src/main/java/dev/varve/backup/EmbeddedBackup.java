// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup;

import dev.varve.job.EmbeddedFlink;
import dev.varve.job.EmbeddedJob;
import dev.varve.job.ExitCode;
import dev.varve.job.config.BackupConfig;
import dev.varve.job.config.InvalidOptionsException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/** {@code varve backup}: the backup job in this process. */
public final class EmbeddedBackup implements EmbeddedJob {
    @Override
    public String name() {
        return "backup";
    }

    @Override
    public String description() {
        return "Backs up Kafka topics to an archive.";
    }

    @Override
    public ExitCode run(List<String> arguments, PrintStream out, PrintStream messages) {
        BackupConfig config;
        try {
            CommandLine command = BackupArguments.parse(arguments);
            if (command.isUsageHelpRequested()) {
                command.usage(out);
                return ExitCode.DONE;
            }
            BackupArguments parsed = command.getCommand();
            config = parsed.config();
        } catch (CommandLine.ParameterException | InvalidOptionsException e) {
            messages.println("Error: " + e.getMessage());
            return ExitCode.USAGE;
        }
        EmbeddedFlink.Settings settings = EmbeddedFlink.Settings.of(
                Path.of(config.stateDir()),
                config.parallelism(),
                config.store().properties(),
                List.of(config.store().folder(config.archive())));
        return EmbeddedFlink.run(settings, environment -> BackupTopology.build(environment, config), messages);
    }
}
