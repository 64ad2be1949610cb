// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore;

import dev.varve.job.EmbeddedJob;
import dev.varve.job.ExitCode;
import dev.varve.job.config.InvalidOptionsException;
import dev.varve.job.store.FlinkFileStore;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.plan.PlanJson;
import dev.varve.restore.plan.PlanText;
import dev.varve.restore.plan.Planner;
import dev.varve.restore.plan.RestorePlan;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code varve plan}: what a restore would do, and what stands against it. Writes nothing. */
public final class EmbeddedPlan implements EmbeddedJob {
    @Override
    public String name() {
        return "plan";
    }

    @Override
    public String description() {
        return "Says what a restore would do, and what stands against it.";
    }

    @Override
    public ExitCode run(List<String> arguments, PrintStream out, PrintStream messages) {
        Arguments parsed;
        RestoreConfig config;
        try {
            CommandLine command = new CommandLine(new Arguments());
            command.parseArgs(arguments.toArray(String[]::new));
            if (command.isUsageHelpRequested()) {
                command.usage(out);
                return ExitCode.DONE;
            }
            parsed = command.getCommand();
            config = RestoreConfig.load(parsed.file, parsed.overrides, System::getenv);
        } catch (CommandLine.ParameterException | InvalidOptionsException e) {
            messages.println("Error: " + e.getMessage());
            return ExitCode.USAGE;
        }
        try {
            FlinkFileStore.configureProcess(
                    config.store().properties(), Path.of(System.getProperty("java.io.tmpdir")), config.places());
            return print(Planner.plan(config, Clock.systemUTC()), parsed.json, out);
        } catch (IOException | UncheckedIOException e) {
            messages.println(ExitCode.describe(e));
            return ExitCode.of(e);
        }
    }

    private static ExitCode print(RestorePlan plan, boolean json, PrintStream out) {
        if (json) {
            out.println(PlanJson.text(plan));
        } else {
            PlanText.lines(plan).forEach(out::println);
        }
        out.flush();
        return plan.isPossible() ? ExitCode.DONE : ExitCode.REFUSED;
    }

    @Command(
            name = "plan",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Says what a restore would do, and what stands against it.")
    private static final class Arguments {
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

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;
    }
}
