// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.ArchiveMismatchException;
import dev.varve.format.CorruptArchiveException;
import dev.varve.format.MissingObjectException;
import dev.varve.format.UnsupportedFormatException;
import dev.varve.format.archive.ArchiveNotFoundException;
import dev.varve.job.ExitCode;
import dev.varve.job.config.BackupConfig;
import dev.varve.job.config.InvalidOptionsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureTest {
    private static ExitCode exitCode(Throwable thrown) {
        return Failure.of(thrown).exitCode();
    }

    @Test
    void exitCodeFollowsFromCause() {
        assertThat(exitCode(new UsageException("x", "y"))).isEqualTo(ExitCode.USAGE);
        assertThat(exitCode(new CorruptArchiveException("o", 1, "x"))).isEqualTo(ExitCode.FINDINGS);
        assertThat(exitCode(new MissingObjectException("o", "store"))).isEqualTo(ExitCode.FINDINGS);
        assertThat(exitCode(new UnsupportedFormatException("o", 1, "x"))).isEqualTo(ExitCode.UNSUPPORTED_FORMAT);
        assertThat(exitCode(new ArchiveNotFoundException("s", "a", "x"))).isEqualTo(ExitCode.ARCHIVE_NOT_FOUND);
        assertThat(exitCode(new ArchiveMismatchException("o", "id", "a", "b", "x")))
                .isEqualTo(ExitCode.ARCHIVE_MISMATCH);
        assertThat(exitCode(new UncheckedIOException(new ConnectException("refused"))))
                .isEqualTo(ExitCode.UNREACHABLE);
        assertThat(exitCode(new AccessDeniedException("/data"))).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(exitCode(new IOException("Cannot list /data", new AccessDeniedException("/data"))))
                .isEqualTo(ExitCode.UNREACHABLE);
        assertThat(exitCode(new InterruptedException())).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(exitCode(new IllegalStateException("x"))).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void hintStandsOnLineOfItsOwn() {
        assertThat(Failure.of(new IOException("Cannot do it: full. HINT: delete something"))
                        .lines())
                .containsExactly("Error: Cannot do it: full.", "HINT: delete something");
    }

    @Test
    void saysSomethingWithoutMessage() {
        assertThat(Failure.of(new IllegalStateException()).lines()).containsExactly("Error: IllegalStateException");
        assertThat(Failure.of(new AccessDeniedException("/data")).lines())
                .containsExactly("Error: Cannot access /data: permission denied");
    }

    @Test
    void everyMistakeOfConfigurationHasItsLine() {
        List<String> lines;
        try {
            BackupConfig.parse("backup.yaml", "version: 1\nmode: never\n", List.of(), name -> null);
            lines = List.of();
        } catch (InvalidOptionsException e) {
            lines = Failure.of(e).lines();
        }

        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).startsWith("Error: Invalid configuration: ").contains("\nbackup.yaml:2: mode: ");
    }
}
