// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup;

import dev.varve.job.config.BackupConfig;
import dev.varve.job.config.InvalidOptionsException;
import dev.varve.job.config.InvalidOptionsException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the backup takes from the command line, embedded and under {@code flink run} alike. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Backs up Kafka topics to an archive.")
final class BackupArguments {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "Configuration of the backup, in YAML.")
    private Path file = Path.of("backup.yaml");

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Sets one value of the configuration, such as mode=once. May be repeated.")
    private List<String> overrides = new ArrayList<>();

    /** @throws CommandLine.ParameterException if an argument is missing or unknown */
    static CommandLine parse(List<String> arguments) {
        CommandLine command = new CommandLine(new BackupArguments());
        command.parseArgs(arguments.toArray(String[]::new));
        return command;
    }

    /** @throws InvalidOptionsException with every mistake in the file */
    BackupConfig config() {
        String yaml;
        try {
            yaml = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            Problem problem = new Problem(
                    file.toString(),
                    0,
                    "",
                    "Cannot read the file: " + e.getClass().getSimpleName() + ".",
                    "check --config");
            InvalidOptionsException invalid = new InvalidOptionsException(List.of(problem));
            invalid.initCause(e);
            throw invalid;
        }
        return BackupConfig.parse(file.toString(), yaml, overrides, System::getenv);
    }
}
