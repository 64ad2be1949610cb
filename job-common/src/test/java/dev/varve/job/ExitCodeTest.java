// SPDX-License-Identifier: Apache-2.0
package dev.varve.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.ArchiveMismatchException;
import dev.varve.format.archive.ArchiveNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import org.apache.flink.util.SerializedThrowable;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
    private final ArchiveMismatchException mismatch =
            new ArchiveMismatchException("shop", "source cluster id", "a", "b", "check the configuration");

    @Test
    void looksThroughTheChainOfCauses() {
        assertThat(ExitCode.of(new RuntimeException(new IOException(mismatch)))).isEqualTo(ExitCode.ARCHIVE_MISMATCH);
        assertThat(ExitCode.of(new IOException(new ArchiveNotFoundException("/x", "shop", "create it"))))
                .isEqualTo(ExitCode.ARCHIVE_NOT_FOUND);
        assertThat(ExitCode.of(new RuntimeException(new TimeoutException("no broker"))))
                .isEqualTo(ExitCode.UNREACHABLE);
        assertThat(ExitCode.of(new IOException(new ConnectException("refused"))))
                .isEqualTo(ExitCode.UNREACHABLE);
        assertThat(ExitCode.of(new IOException("disk full"))).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void knowsWhatFlinkHasSerialized() {
        assertThat(ExitCode.of(new RuntimeException(new SerializedThrowable(mismatch))))
                .isEqualTo(ExitCode.ARCHIVE_MISMATCH);
    }

    @Test
    void whatIsPermanentWinsOverWhatIsWorthARetry() {
        Throwable refused = new ConnectException("refused").initCause(mismatch);

        assertThat(ExitCode.of(new IOException(refused))).isEqualTo(ExitCode.ARCHIVE_MISMATCH);
    }

    @Test
    void endsOnACycleOfCauses() {
        IOException first = new IOException("first");
        IOException second = new IOException("second", first);
        first.initCause(second);

        assertThat(ExitCode.of(first)).isEqualTo(ExitCode.FAILED);
        assertThat(ExitCode.describe(first)).startsWith("Error: ");
    }

    @Test
    void describesByOurOwnExceptionAndPutsTheHintOnItsLine() {
        String text = ExitCode.describe(new RuntimeException("Job failed", new SerializedThrowable(mismatch)));

        assertThat(text)
                .isEqualTo("Error: Cannot use shop: source cluster id expected a, found b." + System.lineSeparator()
                        + "HINT: check the configuration");
    }
}
