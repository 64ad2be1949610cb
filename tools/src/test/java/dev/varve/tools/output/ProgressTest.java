// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long SECOND = 1_000_000_000L;

    private final StringWriter shown = new StringWriter();
    private long now;

    private Progress progress(boolean terminal) {
        return new Progress(new PrintWriter(shown), "verifying", terminal, () -> now);
    }

    @Test
    void showsRateAndTimeLeftAsPlainLines() {
        Progress progress = progress(false);
        now = 9 * SECOND;
        progress.bytes(1, 100 << 20);
        assertThat(shown.toString()).isEmpty();

        now = 10 * SECOND;
        progress.bytes(25 << 20, 100 << 20);
        progress.close();

        assertThat(shown.toString())
                .isEqualTo("verifying  25%  25.0 MiB of 100.0 MiB, 2.5 MiB/s, 30 s left" + System.lineSeparator());
    }

    @Test
    void rewritesAndRemovesLineOnTerminal() {
        Progress progress = progress(true);
        now = SECOND;
        progress.count(1_000, 2_000, "segment");
        progress.close();

        String line = "verifying  50%  1,000 of 2,000 segments, 1,000/s, 1.0 s left";
        assertThat(shown.toString()).isEqualTo("\r" + line + "\r" + " ".repeat(line.length()) + "\r");
    }
}
