// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import dev.varve.job.EmbeddedJob;
import dev.varve.job.ExitCode;
import dev.varve.tools.output.Console;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code varve plan} */
@Command(
        name = "plan",
        header = "Say what a restore would do, and what stands against it.",
        description = {
            "Reads the archive, the target and the progress of the restore, and writes nothing anywhere.",
            "All problems are told together, each with what to do about it."
        })
final class PlanCommand implements VarveCommand {
    private final Console console;

    @Mixin
    private final RestoreRequest request = new RestoreRequest();

    @Option(names = "--json", description = "Print JSON, with all partitions.")
    private boolean json;

    PlanCommand(Console console) {
        this.console = console;
    }

    @Override
    public List<ExitCode> ownExitCodes() {
        return List.of(ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.ARCHIVE_NOT_FOUND, ExitCode.UNSUPPORTED_FORMAT);
    }

    @Override
    public List<String> examples() {
        return List.of(
                "plan --config restore.yaml",
                "plan --config restore.yaml --set asOf=2026-02-01T00:00:00Z",
                "plan --config restore.yaml --json");
    }

    @Override
    public Integer call() {
        EmbeddedJob job = RestoreRequest.job("plan");
        List<String> arguments = request.arguments(json);
        console.flush();
        return job.run(arguments, System.out, System.err).code();
    }
}
