// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.job.EmbeddedJob;
import dev.varve.job.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPlanTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream messages = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private ExitCode run(String... arguments) {
        EmbeddedJob job = EmbeddedJob.find("plan").orElseThrow();
        return job.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(messages, true, StandardCharsets.UTF_8));
    }

    private String written(String yaml) throws IOException {
        return Files.writeString(directory.resolve("restore.yaml"), yaml).toString();
    }

    @Test
    void helpGoesToOutput() {
        assertThat(run("--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage: plan", "--set", "--json");
    }

    @Test
    void mistakesAreReportedAllAtOnce() throws IOException {
        assertThat(run("--config", written("version: 2\narchiv: shop\n"))).isEqualTo(ExitCode.USAGE);
        assertThat(messages.toString(StandardCharsets.UTF_8))
                .startsWith("Error: Invalid configuration: ")
                .contains(
                        "restore.yaml:1: version: ",
                        "restore.yaml:2: archiv: Unknown key.",
                        "store.uri: Missing value");
        assertThat(run()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void missingArchiveHasItsOwnExitCode() throws IOException {
        String config =
                written("{version: 1, archive: shop, id: x, target: {bootstrapServers: 'localhost:1'}, store: {uri: "
                        + directory + "}}");

        assertThat(run("--config", config)).isEqualTo(ExitCode.ARCHIVE_NOT_FOUND);
        assertThat(messages.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "Error: Missing archive shop in store " + directory + ": no identity object.",
                        "HINT: the store has no archive; check store.uri");
        assertThat(out.size()).isZero();
    }
}
