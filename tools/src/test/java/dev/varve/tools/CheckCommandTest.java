// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.job.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which job a file is for. No job is on this class path, and the command says which it has looked for. */
class CheckCommandTest {
    @TempDir
    private Path directory;

    private Cli.Outcome check(String text, Object... more) throws IOException {
        Path file = Files.writeString(directory.resolve("job.yaml"), text);
        Object[] arguments = new Object[3 + more.length];
        arguments[0] = "check";
        arguments[1] = "--config";
        arguments[2] = file;
        System.arraycopy(more, 0, arguments, 3, more.length);
        return Cli.run(arguments);
    }

    @Test
    void fileWithSourceIsOfABackup() throws IOException {
        assertThat(check("version: 1\nsource: {bootstrapServers: a}\ntopics: [{topic: target}]\n")
                        .err())
                .contains("no jar on the class path has check-backup");
        assertThat(check("version: 1\n", "--set", "source.bootstrapServers=a").err())
                .contains("no jar on the class path has check-backup");
    }

    @Test
    void fileWithTargetIsOfARestore() throws IOException {
        assertThat(check("version: 1\ntopics:\n  - source: shop\n    target: back\n\"target\" :\n  delivery: a\n")
                        .err())
                .contains("no jar on the class path has check-restore");
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
