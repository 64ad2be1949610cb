// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import dev.varve.job.ExitCode;
import dev.varve.tools.output.Console;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The {@code varve} command line. */
@Command(
        name = "varve",
        description = "Backs up Apache Kafka topics, proves that the archive is whole, and restores it.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Help for one command: varve COMMAND --help"})
public final class Varve {
    private final Console console;
    private boolean verbose;
    private boolean stacktrace;

    private Varve(Console console) {
        this.console = console;
    }

    /** Runs a command and ends the JVM with its exit code. */
    public static void main(String... args) {
        Console console = Console.standard();
        int exitCode = commandLine(console).execute(args);
        console.flush();
        System.exit(exitCode);
    }

    /** All commands, writing to the given console. */
    static CommandLine commandLine(Console console) {
        Varve root = new Varve(console);
        CommandLine commandLine = new CommandLine(root).setUsageHelpWidth(96);
        List.of(
                        new DemoCommand(console),
                        new CheckCommand(console),
                        new BackupCommand(console),
                        new PlanCommand(console),
                        new RestoreCommand(console),
                        new ListCommand(console),
                        new ShowCommand(console),
                        new CatCommand(console),
                        new VerifyCommand(console))
                .forEach(command -> commandLine.addSubcommand(documented(command)));
        commandLine.setOut(console.out()).setErr(console.err());
        commandLine.setExecutionStrategy(root::execute);
        commandLine.setExecutionExceptionHandler(
                (exception, failed, parsed) -> root.report(exception).code());
        commandLine.setParameterExceptionHandler((exception, args) -> root.reportUsage(exception));
        return commandLine;
    }

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Show what happens inside, and stack traces of errors.")
    void setVerbose(boolean verbose) {
        this.verbose = verbose;
    }

    @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Show stack traces of errors.")
    void setStacktrace(boolean stacktrace) {
        this.stacktrace = stacktrace;
    }

    private static CommandLine documented(VarveCommand command) {
        CommandLine commandLine = new CommandLine(command);
        CommandLine.Model.UsageMessageSpec usage = commandLine.getCommandSpec().usageMessage();
        Set<ExitCode> codes = EnumSet.of(ExitCode.DONE, ExitCode.FAILED, ExitCode.USAGE, ExitCode.INTERRUPTED);
        codes.addAll(command.ownExitCodes());
        Map<String, String> list = new LinkedHashMap<>();
        codes.forEach(code -> list.put(Integer.toString(code.code()), code.meaning()));
        usage.exitCodeListHeading("%nExit codes:%n").exitCodeList(list);
        String[] examples =
                command.examples().stream().map(example -> "  varve " + example).toArray(String[]::new);
        usage.footerHeading("%nExamples:%n").footer(examples);
        usage.optionListHeading("%n")
                .parameterListHeading("%n")
                .sortOptions(false)
                .width(96);
        commandLine
                .getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this text.")
                        .build());
        return commandLine;
    }

    /** Before a command runs, no logger has been made. */
    private int execute(ParseResult parsed) {
        if (verbose) {
            Logging.showEverything();
        }
        boolean nothingAsked = !parsed.hasSubcommand() && !CommandLine.printHelpIfRequested(parsed);
        if (nothingAsked) {
            parsed.commandSpec().commandLine().usage(console.out());
        }
        return parsed.hasSubcommand() ? new CommandLine.RunLast().execute(parsed) : ExitCode.DONE.code();
    }

    private ExitCode report(Exception exception) {
        Failure failure = Failure.of(exception);
        failure.lines().forEach(console::message);
        if (verbose || stacktrace) {
            exception.printStackTrace(console.err());
        }
        console.flush();
        return failure.exitCode();
    }

    private int reportUsage(ParameterException exception) {
        String message = exception.getMessage();
        String command = exception.getCommandLine().getCommandSpec().qualifiedName();
        Failure.lines((message == null ? "Invalid command line" : message.replace('\n', ' ')) + " HINT: " + command
                        + " --help shows what is possible")
                .forEach(console::message);
        return ExitCode.USAGE.code();
    }
}
