// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import dev.varve.job.EmbeddedJob;
import dev.varve.job.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Jobs as the command line starts them. */
final class EmbeddedJobs {
    private EmbeddedJobs() {}

    static ExitCode run(String name, Path file, String yaml, OutputStream out, OutputStream messages) {
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return EmbeddedJob.find(name)
                .orElseThrow()
                .run(
                        List.of("--config", file.toString()),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(messages, true, StandardCharsets.UTF_8));
    }
}
