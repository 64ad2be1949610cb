// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import dev.varve.azure.Azurite;
import dev.varve.format.store.Store;
import dev.varve.format.store.StoreContract;
import dev.varve.job.store.FlinkFileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What every store must do, by our file system for Azure Blob containers, loaded as a plugin, on Azurite. */
class AzureStoreIT extends StoreContract {
    private static final String CONTAINER = "contract";

    @TempDir
    private static Path temporary;

    private static int stores;

    @BeforeAll
    static void start() throws Exception {
        Azurite azurite = Azurite.shared();
        azurite.createContainer(CONTAINER);
        FlinkFileStore.configureProcess(azurite.properties(), temporary, List.of(Azurite.uri(CONTAINER, "")));
    }

    @AfterAll
    static void reset() {
        FlinkFileStore.configureProcess(Map.of(), temporary, List.of());
    }

    @Override
    protected Store newStore() throws IOException {
        return FlinkFileStore.open(Azurite.uri(CONTAINER, "store-" + stores++));
    }
}
