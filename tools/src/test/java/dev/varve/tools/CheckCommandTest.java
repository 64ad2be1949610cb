// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.job.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which job a file is for. */
class CheckCommandTest {
    @TempDir
    private Path directory;

    private Cli.Outcome check(String text) throws IOException {
        return Cli.run("check", "--config", Files.writeString(directory.resolve("job.yaml"), text));
    }

    @Test
    void fileWithSourceIsOfABackup() {
        assertThat(job("version: 1\nsource: {bootstrapServers: a}\ntopics: [{topic: target}]\n"))
                .isEqualTo("check-backup");
        assertThat(job("version: 1\n", "source.bootstrapServers=a")).isEqualTo("check-backup");
    }

    @Test
    void fileWithTargetIsOfARestore() {
        assertThat(job("topics:\n  - source: shop\n    target: back\n\"target\" :\n  delivery: a\n"))
                .isEqualTo("check-restore");
    }

    private static String job(String text, String... overrides) {
        return CheckCommand.job(Path.of("job.yaml"), text, List.of(overrides));
    }

    @Test
    void fileWithNeitherIsRefused() throws IOException {
        Cli.Outcome neither = check("version: 1\narchive: shop\n# target: here\n");

        assertThat(neither.exitCode()).isEqualTo(ExitCode.USAGE.code());
        assertThat(neither.err())
                .contains("job.yaml is for: it has neither `source:` nor `target:`.")
                .contains("HINT: a backup's file has `source:`");
    }

    @Test
    void fileWithBothIsRefused() throws IOException {
        Cli.Outcome both = check("source: {bootstrapServers: a}\ntarget: {bootstrapServers: b}\n");

        assertThat(both.exitCode()).isEqualTo(ExitCode.USAGE.code());
        assertThat(both.err()).contains("job.yaml is for: it has both `source:` and `target:`.");
    }

    @Test
    void missingFileIsNamed() {
        Cli.Outcome missing = Cli.run("check", "--config", directory.resolve("absent.yaml"));

        assertThat(missing.exitCode()).isEqualTo(ExitCode.USAGE.code());
        assertThat(missing.err()).contains("Missing configuration file: ").contains("absent.yaml");
    }
}
