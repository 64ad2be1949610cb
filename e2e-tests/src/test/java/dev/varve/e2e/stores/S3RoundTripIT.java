// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.cluster.BackupScenario;
import dev.varve.e2e.cluster.ClusterConfig;
import dev.varve.e2e.cluster.RestoreScenario;
import dev.varve.e2e.cluster.StandaloneCluster;
import dev.varve.job.store.FlinkFileStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup and restore over S3, killed on the way: every record is there once. */
class S3RoundTripIT {
    private static final URI STORE = URI.create("s3://round-trip/backups");

    @TempDir
    private Path directory;

    private void readHere(Map<String, String> properties) throws Exception {
        FlinkFileStore.configureProcess(properties, ServerProcess.newDirectory("uploads"), List.of(STORE));
    }

    @Tag("soak")
    @Test
    void commandLineOnS3ProxyIsExactAndNeverAsksToDelete() throws Exception {
        S3Server server = S3Server.shared(S3Server.Kind.S3PROXY);
        server.createBucket(STORE.getHost());
        readHere(server.properties());
        try (StoreProxy proxy = StoreProxy.before(server)) {
            new RoundTrip(STORE, S3Server.properties(proxy.endpoint()), directory, "s3-embedded").survivesKills();

            System.out.println("Requests to " + STORE + ": " + proxy.operations());
            assertThat(proxy.operations())
                    .containsOnlyKeys(
                            S3Operation.CREATE_UPLOAD,
                            S3Operation.UPLOAD_PART,
                            S3Operation.COMPLETE_UPLOAD,
                            S3Operation.GET_OBJECT,
                            S3Operation.HEAD_OBJECT,
                            S3Operation.LIST_OBJECTS);
        }
    }

    /** Flink's configuration leaves Hadoop its own way here, which asks for deletes of what may mark folders. */
    @Tag("soak")
    @Test
    void clusterOnS3MockIsExactThoughEveryDeleteIsRefused() throws Exception {
        S3Server server = S3Server.shared(S3Server.Kind.S3MOCK);
        server.createBucket(STORE.getHost());
        readHere(server.properties());
        try (StoreProxy proxy = StoreProxy.before(server);
                StandaloneCluster cluster = StandaloneCluster.start(config(S3Server.properties(proxy.endpoint())));
                BackupScenario backup = BackupScenario.produceFor(STORE, "s3-cluster", cluster, directory)) {
            proxy.inject(Faults.always(Fault.FORBIDDEN, S3Operation::isDelete));
            BackupScenario.Archived archived = backup.start(2)
                    .killTaskManager()
                    .awaitRecovery()
                    .awaitCommits()
                    .startWhatIsMissing()
                    .produceMore(500)
                    .expectSameRecords()
                    .loseTopic();
            try (RestoreScenario restore = RestoreScenario.of(archived, "s3-cluster-copy", cluster)) {
                restore.atRate("48KiB")
                        .start(2)
                        .killTaskManager()
                        .startWhatIsMissing()
                        .expectSameRecords();
            }
            System.out.println("Requests to " + STORE + ": " + proxy.operations());
            assertThat(proxy.faults()).as("refused").isPositive();
        }
    }

    private static ClusterConfig config(Map<String, String> properties) {
        ClusterConfig config = ClusterConfig.defaults().withPlugins("s3-fs-hadoop");
        for (Map.Entry<String, String> property : properties.entrySet()) {
            config = config.with(property.getKey(), property.getValue());
        }
        return config;
    }
}
