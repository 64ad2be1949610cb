// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import dev.varve.format.store.Store;
import dev.varve.format.store.StoreContract;
import dev.varve.job.store.FlinkFileStore;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.TestInstance;

/** What every store must do, through Flink's S3 file system on a server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class S3StoreContract extends StoreContract {
    private static final URI ROOT = URI.create("s3://contract/");

    private final S3Server.Kind kind;

    private boolean prepared;
    private int stores;

    S3StoreContract(S3Server.Kind kind) {
        this.kind = kind;
    }

    @Override
    protected Store newStore() throws IOException {
        try {
            prepare();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("Cannot prepare " + kind, e);
        }
        stores++;
        return FlinkFileStore.open(ROOT.resolve("store-" + stores));
    }

    private void prepare() throws Exception {
        if (!prepared) {
            S3Server server = S3Server.shared(kind);
            server.createBucket(ROOT.getHost());
            FlinkFileStore.configureProcess(server.properties(), ServerProcess.newDirectory("uploads"), List.of(ROOT));
            prepared = true;
        }
    }
}
