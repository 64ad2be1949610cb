// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** JSON objects that were written once are read for ever. {@code -Dvarve.regenerate=true} writes those that do not exist yet. */
class GoldenJsonTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/golden/v1");

    @BeforeAll
    static void writeMissing() throws IOException {
        if (Boolean.getBoolean("varve.regenerate")) {
            for (Map.Entry<String, JsonObjects.Sample> sample :
                    JsonObjects.all().entrySet()) {
                Path file = DIRECTORY.resolve(sample.getKey());
                if (!Files.exists(file)) {
                    Files.write(file, sample.getValue().bytes());
                }
            }
        }
    }

    @Test
    void everyGoldenObjectIsDeclared() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".json")))
                    .containsExactlyInAnyOrderElementsOf(JsonObjects.all().keySet());
        }
    }

    @Test
    void everyGoldenObjectIsRead() throws IOException {
        for (Map.Entry<String, JsonObjects.Sample> golden : JsonObjects.all().entrySet()) {
            JsonObjects.Sample sample = golden.getValue();
            byte[] bytes = Files.readAllBytes(DIRECTORY.resolve(golden.getKey()));

            assertThat(sample.decoder().decode(sample.objectName(), bytes))
                    .as(golden.getKey())
                    .isEqualTo(sample.value());
        }
    }

    @Test
    void theSameBytesAreWrittenToday() throws IOException {
        for (Map.Entry<String, JsonObjects.Sample> golden : JsonObjects.all().entrySet()) {
            assertThat(golden.getValue().bytes())
                    .as(golden.getKey())
                    .isEqualTo(Files.readAllBytes(DIRECTORY.resolve(golden.getKey())));
        }
    }
}
