// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import dev.varve.job.EmbeddedJob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that plan and restore share, handed on to their jobs as they are. */
final class RestoreRequest {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "What to restore, and where to: restore.yaml.")
    private Path config = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Use this value instead of the file's, such as --set onGap=continue. May be repeated.")
    private List<String> overrides = new ArrayList<>();

    /** For the job. */
    List<String> arguments(boolean json) {
        List<String> arguments = new ArrayList<>(List.of("--config", config.toString()));
        overrides.forEach(override -> arguments.addAll(List.of("--set", override)));
        if (json) {
            arguments.add("--json");
        }
        return arguments;
    }

    /** A job of the restore, from its jar. */
    static EmbeddedJob job(String name) {
        return EmbeddedJob.find(name)
                .orElseThrow(() -> new UsageException(
                        "Missing job: no jar on the class path has the restore job.",
                        "start varve by the launcher of the distribution, which adds jobs/*.jar"));
    }
}
