// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import dev.varve.job.EmbeddedJob;
import dev.varve.job.ExitCode;
import dev.varve.tools.output.Console;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code varve restore} */
@Command(
        name = "restore",
        header = "Restore topics of an archive into a cluster.",
        description = {
            "The Flink job in this process, without a Flink cluster: plans, restores, reads the target back, reports.",
            "How far it is stands in a topic of the target: the next start with the same id goes on from there, and a finished "
                    + "restore adds what the archive has gained since. Ctrl-C stops with a final commit, a second Ctrl-C at once."
        })
final class RestoreCommand implements VarveCommand {
    private final Console console;

    @Mixin
    private final RestoreRequest request = new RestoreRequest();

    @Option(names = "--dry-run", description = "Only say what would be done, as varve plan does.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print the report as JSON; with --dry-run the plan.")
    private boolean json;

    RestoreCommand(Console console) {
        this.console = console;
    }

    @Override
    public List<ExitCode> ownExitCodes() {
        return List.of(
                ExitCode.FINDINGS,
                ExitCode.REFUSED,
                ExitCode.UNREACHABLE,
                ExitCode.ARCHIVE_NOT_FOUND,
                ExitCode.NOT_OWNER,
                ExitCode.UNSUPPORTED_FORMAT);
    }

    @Override
    public List<String> examples() {
        return List.of(
                "restore --config restore.yaml --dry-run",
                "restore --config restore.yaml",
                "restore --config restore.yaml --set rateLimit=50MiB --set parallelism=2");
    }

    @Override
    public Integer call() {
        EmbeddedJob job = RestoreRequest.job(dryRun ? "plan" : "restore");
        List<String> arguments = request.arguments(json);
        job.directory(arguments).ifPresent(directory -> Logging.toFile(directory.resolve("varve.log")));
        console.flush();
        return job.run(arguments, System.out, System.err).code();
    }
}
