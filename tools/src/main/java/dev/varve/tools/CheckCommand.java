// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import dev.varve.job.EmbeddedJob;
import dev.varve.job.ExitCode;
import dev.varve.tools.output.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code varve check} */
@Command(
        name = "check",
        header = "Try what a job needs before it starts.",
        description = {
            "Connects to cluster and store, tries what the job of this file does there, and says for each whether it works.",
            "For a backup it leaves a marker of about a hundred bytes below check/ in the archive's folder. It writes no record and"
                    + " creates no topic."
        })
final class CheckCommand implements VarveCommand {
    /** Only a backup has it. */
    private static final Pattern SOURCE = key("source");

    /** Only a restore has it. */
    private static final Pattern TARGET = key("target");

    private final Console console;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "The file of a backup or of a restore: backup.yaml or restore.yaml.")
    private Path config = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Use this value instead of the file's, such as --set archive=test. May be repeated.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    CheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public List<ExitCode> ownExitCodes() {
        return List.of(
                ExitCode.REFUSED,
                ExitCode.UNREACHABLE,
                ExitCode.ARCHIVE_NOT_FOUND,
                ExitCode.ARCHIVE_MISMATCH,
                ExitCode.UNSUPPORTED_FORMAT);
    }

    @Override
    public List<String> examples() {
        return List.of("check --config backup.yaml", "check --config restore.yaml --json");
    }

    @Override
    public Integer call() throws IOException {
        String name = job(config, text(), overrides);
        EmbeddedJob job = EmbeddedJob.find(name)
                .orElseThrow(() -> new UsageException(
                        "Missing job: no jar on the class path has " + name + ".",
                        "start varve by the launcher of the distribution, which adds jobs/*.jar"));
        List<String> arguments = new ArrayList<>(List.of("--config", config.toString()));
        overrides.forEach(override -> arguments.addAll(List.of("--set", override)));
        if (json) {
            arguments.add("--json");
        }
        console.flush();
        return job.run(arguments, System.out, System.err).code();
    }

    private static Pattern key(String name) {
        return Pattern.compile("^[\"']?" + name + "[\"']?\\s*:", Pattern.MULTILINE);
    }

    /** The check of the job that a file is for. */
    static String job(Path config, String text, List<String> overrides) {
        boolean hasSource =
                SOURCE.matcher(text).find() || overrides.stream().anyMatch(set -> set.startsWith("source."));
        boolean hasTarget =
                TARGET.matcher(text).find() || overrides.stream().anyMatch(set -> set.startsWith("target."));
        if (hasSource == hasTarget) {
            throw new UsageException(
                    "Cannot tell which job " + config + " is for: it has "
                            + (hasSource ? "both `source:` and `target:`." : "neither `source:` nor `target:`."),
                    "a backup's file has `source:` at the beginning of a line, a restore's has `target:`");
        }
        return hasTarget ? "check-restore" : "check-backup";
    }

    private String text() throws IOException {
        try {
            return Files.readString(config, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new UsageException("Missing configuration file: " + config, "check the path");
        }
    }
}
