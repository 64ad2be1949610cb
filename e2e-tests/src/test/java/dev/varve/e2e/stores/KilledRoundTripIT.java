// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.job.store.FlinkFileStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup and restore, killed in the middle and started again, on a directory and on the fake of Google Cloud Storage. */
class KilledRoundTripIT {
    @TempDir
    private Path directory;

    @Test
    void recordsComeBackExactlyFromDirectory() throws Exception {
        new RoundTrip(directory.resolve("store").toUri(), Map.of(), directory, "round-trip-directory").survivesKills();
    }

    @Test
    void recordsComeBackExactlyFromTheFakeOfGoogleCloudStorage() throws Exception {
        try (GcsFake gcs = GcsFake.start()) {
            URI store = URI.create(GcsFake.uri("some/backups"));
            FlinkFileStore.configureProcess(gcs.properties(), ServerProcess.newDirectory("uploads"), List.of(store));
            new RoundTrip(store, gcs.properties(), directory, "round-trip-gcs-fake").survivesKills();

            System.out.println("Calls of the GCS fake: " + gcs.calls() + ", bytes read: " + gcs.bytesRead());
            assertThat(gcs.calls()).containsKeys("begin upload", "compose", "read");
        }
    }
}
