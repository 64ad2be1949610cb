// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore;

import dev.varve.job.config.InvalidOptionsException;
import dev.varve.restore.config.RestoreConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the restore takes from the command line, embedded and under {@code flink run} alike. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Restores topics of an archive into a Kafka cluster.")
final class RestoreArguments {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "Configuration of the restore, in YAML.")
    private Path file = Path.of("restore.yaml");

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Sets one value of the configuration, such as onGap=continue. May be repeated.")
    private List<String> overrides = new ArrayList<>();

    /** @throws CommandLine.ParameterException if an argument is missing or unknown */
    static CommandLine parse(List<String> arguments) {
        CommandLine command = new CommandLine(new RestoreArguments());
        command.parseArgs(arguments.toArray(String[]::new));
        return command;
    }

    /** @throws InvalidOptionsException with every mistake in the file */
    RestoreConfig config() {
        return RestoreConfig.load(file, overrides, System::getenv);
    }
}
