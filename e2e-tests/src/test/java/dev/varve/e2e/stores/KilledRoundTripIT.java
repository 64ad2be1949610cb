// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup and restore, killed in the middle and started again, on a directory and on the fake of Google Cloud Storage. */
class KilledRoundTripIT {
    private static final String FOLDER = "some/backups";

    @TempDir
    private Path directory;

    @Test
    void recordsComeBackExactlyFromDirectory() throws Exception {
        String store = "store: {uri: '" + directory.toUri() + "'}";

        new KilledRoundTrip("round-trip-directory", directory, store, () -> {}).run();
    }

    @Test
    void recordsComeBackExactlyFromTheFakeOfGoogleCloudStorage() throws Exception {
        try (GcsFake gcs = GcsFake.start()) {
            StringBuilder properties = new StringBuilder();
            gcs.properties().forEach((name, value) -> properties.append(name + ": '" + value + "', "));
            String store = "store: {uri: '" + GcsFake.uri(FOLDER) + "', properties: {" + properties + "}}";

            new KilledRoundTrip("round-trip-gcs-fake", directory, store, () -> copy(gcs)).run();

            System.out.println("Calls of the GCS fake: " + gcs.calls() + ", bytes read: " + gcs.bytesRead());
            assertThat(gcs.calls()).containsKeys("begin upload", "compose", "read");
        }
    }

    /** Objects never change, so only new ones are copied. */
    private void copy(GcsFake gcs) throws IOException {
        for (Map.Entry<String, byte[]> object : gcs.contents().entrySet()) {
            if (object.getKey().startsWith(FOLDER + "/") && !object.getKey().endsWith("/")) {
                Path file = directory.resolve(object.getKey().substring(FOLDER.length() + 1));
                if (!Files.exists(file)) {
                    Files.createDirectories(Objects.requireNonNull(file.getParent()));
                    Files.write(file, object.getValue());
                }
            }
        }
    }
}
