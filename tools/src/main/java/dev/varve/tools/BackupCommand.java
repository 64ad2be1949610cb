// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import dev.varve.job.EmbeddedJob;
import dev.varve.job.ExitCode;
import dev.varve.job.config.BackupConfig;
import dev.varve.tools.output.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code varve backup} */
@Command(
        name = "backup",
        header = "Back up topics to an archive.",
        description = {
            "The Flink job in this process, without a Flink cluster.",
            "Checkpoints lie under stateDir; the next start goes on from there. Ctrl-C stops with a final commit, a second "
                    + "Ctrl-C at once."
        })
final class BackupCommand implements VarveCommand {
    private final Console console;

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "What to back up, and where to.")
    private Path config = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Use this value instead of the file's, such as --set mode=once. May be repeated.")
    private List<String> overrides = new ArrayList<>();

    BackupCommand(Console console) {
        this.console = console;
    }

    @Override
    public List<ExitCode> ownExitCodes() {
        return List.of(ExitCode.UNREACHABLE, ExitCode.ARCHIVE_MISMATCH, ExitCode.UNSUPPORTED_FORMAT);
    }

    @Override
    public List<String> examples() {
        return List.of("backup --config backup.yaml", "backup --config backup.yaml --set mode=once");
    }

    @Override
    public Integer call() throws IOException {
        BackupConfig parsed = ArchiveLocation.parse(config, overrides);
        Logging.toFile(Path.of(parsed.stateDir(), "varve.log"));
        List<String> arguments = new ArrayList<>(List.of("--config", config.toString()));
        overrides.forEach(override -> arguments.addAll(List.of("--set", override)));
        console.flush();
        return job().run(arguments, System.out, System.err).code();
    }

    /** The job that backs up, from its jar. */
    static EmbeddedJob job() {
        return EmbeddedJob.find("backup")
                .orElseThrow(() -> new UsageException(
                        "Missing job: no jar on the class path has the backup job.",
                        "start varve by the launcher of the distribution, which adds jobs/*.jar"));
    }
}
