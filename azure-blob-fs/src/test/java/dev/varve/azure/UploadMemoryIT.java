// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadMemoryIT {
    private static final int STREAMS = 200;
    private static final int LENGTH = 1_300_001;

    @TempDir
    private Path directory;

    @Test
    void twoHundredStreamsFitIntoAHeapOf256MiB() throws Exception {
        String container = FileSystems.newContainer();
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyStreams.class.getName(),
                        Azurite.shared().endpoint().toString(),
                        container,
                        Integer.toString(STREAMS),
                        Integer.toString(LENGTH)))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ends").isTrue();
        } finally {
            process.destroyForcibly().onExit().join();
        }

        assertThat(Files.readString(output))
                .contains("streams=" + STREAMS + " bytes=" + LENGTH + " all the same")
                .doesNotContain("OutOfMemoryError");
    }
}
