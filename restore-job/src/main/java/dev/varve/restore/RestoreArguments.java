// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore;

import dev.varve.job.config.InvalidOptionsException;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.report.ReportJson;
import dev.varve.restore.report.ReportText;
import dev.varve.restore.report.RestoreReport;
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

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    /** @throws CommandLine.ParameterException if an argument is missing or unknown */
    static CommandLine parse(List<String> arguments) {
        CommandLine command = new CommandLine(new RestoreArguments());
        command.parseArgs(arguments.toArray(String[]::new));
        return command;
    }

    /** The report as it was asked for. */
    String text(RestoreReport report) {
        return json
                ? ReportJson.of(report)
                : String.join(System.lineSeparator(), ReportText.of(report)) + System.lineSeparator();
    }

    /** @throws InvalidOptionsException with every mistake in the file */
    RestoreConfig config() {
        return RestoreConfig.load(file, overrides, System::getenv);
    }
}
