// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.job.EmbeddedJob;
import dev.varve.job.ExitCode;
import dev.varve.job.config.InvalidOptionsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.MissingParameterException;

class BackupJobTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream messages = new ByteArrayOutputStream();

    private ExitCode embedded(String... arguments) {
        EmbeddedJob job = EmbeddedJob.find("backup").orElseThrow();
        return job.run(List.of(arguments), new PrintStream(out, true, UTF_8), new PrintStream(messages, true, UTF_8));
    }

    private String config(String... lines) throws IOException {
        Path file = directory.resolve("backup.yaml");
        Files.writeString(
                file,
                "version: 1\narchive: shop\nsource: {bootstrapServers: 'localhost:1'}\n" + String.join("\n", lines)
                        + "\n");
        return file.toString();
    }

    @Test
    void clusterRefusesStorePropertiesByName() throws IOException {
        String file = config("store: {uri: /backups, properties: {s3.access-key: SECRET, s3.endpoint: http://x}}");

        assertThatThrownBy(() -> BackupJob.main("--config", file))
                .isInstanceOf(InvalidOptionsException.class)
                .hasMessageContaining("store.properties.s3.access-key")
                .hasMessageContaining("store.properties.s3.endpoint")
                .hasMessageContaining("Flink's own configuration")
                .hasMessageNotContaining("SECRET");
    }

    @Test
    void needsAConfiguration() {
        assertThatThrownBy(() -> BackupJob.main())
                .isInstanceOf(MissingParameterException.class)
                .hasMessageContaining("--config");
        assertThat(embedded()).isEqualTo(ExitCode.USAGE);
        assertThat(messages.toString(UTF_8)).contains("Error: Missing required option: '--config=FILE'");
    }

    @Test
    void printsEveryMistakeAndStartsNothing() throws IOException {
        String file = config("store: {uri: /backups}", "mod: once", "stateDir: " + directory.resolve("state"));

        ExitCode code = embedded("--config", file, "--set", "commitInterval=soon");

        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(messages.toString(UTF_8)).contains("2 problems", "mod: Unknown key", "commitInterval");
        assertThat(directory.resolve("state")).doesNotExist();
    }

    @Test
    void namesAMissingFile() {
        ExitCode code = embedded("--config", directory.resolve("none.yaml").toString());

        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(messages.toString(UTF_8)).contains("none.yaml: Cannot read the file: NoSuchFileException");
    }

    @Test
    void printsHelp() {
        assertThat(embedded("--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString(UTF_8)).contains("--config=FILE", "--set=PATH=VALUE");
    }
}
