// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import dev.varve.format.store.Store;
import dev.varve.format.store.StoreContract;
import dev.varve.job.store.FlinkFileStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What every store must do, by Flink's file system for Google Cloud Storage on {@link GcsFake}. */
class GcsFakeStoreIT extends StoreContract {
    @TempDir
    private static Path temporary;

    private static GcsFake gcs;
    private static int stores;

    @BeforeAll
    static void start() throws IOException {
        gcs = GcsFake.start();
        FlinkFileStore.configureProcess(gcs.properties(), temporary, List.of(URI.create(GcsFake.uri(""))));
    }

    @AfterAll
    static void stop() {
        FlinkFileStore.configureProcess(Map.of(), temporary, List.of());
        System.out.println("Calls of the GCS fake: " + gcs.calls());
        gcs.close();
    }

    @Override
    protected Store newStore() throws IOException {
        return FlinkFileStore.open(URI.create(GcsFake.uri("contract-" + stores++)));
    }
}
