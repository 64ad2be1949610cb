// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.azure.AzureSas;
import dev.varve.azure.Azurite;
import dev.varve.job.store.FlinkFileStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup and restore, killed in the middle and started again, on a directory, on Azurite, and on the fake of Google Cloud Storage. */
class KilledRoundTripIT {
    @TempDir
    private Path directory;

    @AfterEach
    void onlyLocalFileSystems() {
        FlinkFileStore.configureProcess(Map.of(), directory, List.of());
    }

    @Tag("soak")
    @Test
    void recordsComeBackExactlyFromDirectory() throws Exception {
        new RoundTrip(directory.resolve("store").toUri(), Map.of(), directory, "round-trip-directory").survivesKills();
    }

    @Tag("soak")
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

    /** With nothing but a SAS of the container that cannot delete. */
    @Test
    void recordsComeBackExactlyFromAzureBlob() throws Exception {
        Azurite azurite = Azurite.shared();
        azurite.createContainer("round-trip");
        URI store = Azurite.uri("round-trip", "some/backups");
        try (StoreProxy proxy = StoreProxy.before(azurite.port(), StoreProtocol.AZURE_BLOB)) {
            URI endpoint = Azurite.endpoint(proxy.endpoint().getPort());
            String sas =
                    AzureSas.ofContainer("round-trip", "rcwl", Instant.now().plus(Duration.ofHours(1)));
            Map<String, String> properties =
                    Map.of("azblob.endpoint", endpoint.toString(), "azblob.secret.sas-token", sas);
            FlinkFileStore.configureProcess(properties, ServerProcess.newDirectory("uploads"), List.of(store));
            new RoundTrip(store, properties, directory, "round-trip-azure").survivesKills();

            System.out.println("Requests to Azurite: " + proxy.operations());
            assertThat(proxy.operations())
                    .containsKeys(
                            S3Operation.UPLOAD_PART,
                            S3Operation.COMPLETE_UPLOAD,
                            S3Operation.GET_OBJECT,
                            S3Operation.LIST_OBJECTS)
                    .doesNotContainKeys(S3Operation.DELETE_OBJECT, S3Operation.OTHER);
        }
    }
}
