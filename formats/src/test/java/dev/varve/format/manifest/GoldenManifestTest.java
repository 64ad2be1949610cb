// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Manifests that were written once are read for ever. {@code -Dvarve.regenerate=true} writes those that do not exist yet. */
class GoldenManifestTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/golden/v1");
    private static final List<String> CONTAINED = List.of("manifests/2026-01-01/a.vmf");

    private static Map<String, byte[]> all() throws IOException {
        MemoryStore store = new MemoryStore();
        String name = ManifestWriter.write(
                store,
                ManifestBytes.ARCHIVE,
                ManifestBytes.WRITER,
                Instant.ofEpochMilli(ManifestBytes.CREATED),
                ManifestBytes.entries());
        Map<String, byte[]> all = new TreeMap<>();
        all.put("commit.vmf", store.readSmall(name, 1 << 20));
        all.put(
                "roll-up.vmf",
                ManifestBytes.manifest(
                        ManifestBytes.ROLL_UP, 3, ManifestBytes.payload(CONTAINED, ManifestBytes.entries())));
        return all;
    }

    @BeforeAll
    static void writeMissing() throws IOException {
        if (Boolean.getBoolean("varve.regenerate")) {
            for (Map.Entry<String, byte[]> manifest : all().entrySet()) {
                Path file = DIRECTORY.resolve(manifest.getKey());
                if (!Files.exists(file)) {
                    Files.write(file, manifest.getValue());
                }
            }
        }
    }

    @Test
    void everyGoldenManifestIsDeclared() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".vmf")))
                    .containsExactlyInAnyOrderElementsOf(all().keySet());
        }
    }

    @Test
    void everyGoldenManifestIsRead() throws IOException {
        for (String file : all().keySet()) {
            List<String> lines = ManifestBytes.read(file, Files.readAllBytes(DIRECTORY.resolve(file)));

            assertThat(lines).as(file).hasSize(4);
            assertThat(lines.get(0))
                    .as(file)
                    .startsWith(ManifestBytes.ARCHIVE + " " + ManifestBytes.WRITER + " 2026-02-02T02:40:00.123Z 3 ");
            assertThat(lines.get(1)).as(file).startsWith("mixed/2026-01-01/entries.vsg ");
        }
    }

    /** If this fails after an update of zstd-jni only, then zstd compresses differently now. */
    @Test
    void theSameBytesAreWrittenToday() throws IOException {
        for (Map.Entry<String, byte[]> golden : all().entrySet()) {
            assertThat(golden.getValue())
                    .as(golden.getKey())
                    .isEqualTo(Files.readAllBytes(DIRECTORY.resolve(golden.getKey())));
        }
    }
}
