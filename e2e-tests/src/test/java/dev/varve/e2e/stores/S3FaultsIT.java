// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.store.Store;
import dev.varve.job.store.FlinkFileStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Backup and restore over S3 while the store answers with errors, late, with half of an answer or not at all. {@code varve.faults.seed}
 * repeats a run, {@code varve.faults.runs} sets how many the long test has.
 */
class S3FaultsIT {
    private static final long SEED = Long.getLong("varve.faults.seed", System.nanoTime() & 0xFFFF);
    private static final URI STORE = URI.create("s3://faults/backups");

    @TempDir
    private Path directory;

    private @Nullable StoreProxy started;

    @AfterEach
    void stopProxy() throws IOException {
        proxy().close();
    }

    private StoreProxy proxy() {
        return Objects.requireNonNull(started, "proxy");
    }

    /** File systems that give up soon, so that faults reach the jobs. */
    private void startBefore(S3Server.Kind kind) throws Exception {
        S3Server server = S3Server.shared(kind);
        server.createBucketIfMissing(STORE.getHost());
        StoreProxy proxy = StoreProxy.before(server);
        started = proxy;
        Map<String, String> properties = new HashMap<>(S3Server.properties(proxy.endpoint()));
        properties.putAll(Map.of(
                "s3.attempts.maximum", "2",
                "s3.retry.limit", "2",
                "s3.retry.interval", "50ms",
                "s3.retry.throttle.limit", "2",
                "s3.retry.throttle.interval", "50ms"));
        FlinkFileStore.configureProcess(properties, ServerProcess.newDirectory("uploads"), List.of(STORE));
    }

    @ParameterizedTest
    @EnumSource(S3Server.Kind.class)
    void objectIsCreatedThoughTheAnswerToItsCommitIsLost(S3Server.Kind kind) throws Exception {
        startBefore(kind);
        Store store = FlinkFileStore.open(STORE.resolve("lost-answer"));
        proxy().inject(Faults.first(1, Fault.LOST_ANSWER, S3Operation::isCommit));

        store.create("manifests/one", new byte[] {1, 2, 3});

        assertThat(proxy().faults()).isEqualTo(1);
        assertThat(store.readSmall("manifests/one", 10)).containsExactly(1, 2, 3);
    }

    /** As S3 answers a client that asks once more for what is done, and an object that is not there is not asked for again. */
    @ParameterizedTest
    @EnumSource(S3Server.Kind.class)
    void objectIsCreatedThoughTheSecondAnswerToItsCommitIsThatThereIsNoUpload(S3Server.Kind kind) throws Exception {
        startBefore(kind);
        Store store = FlinkFileStore.open(STORE.resolve("no-upload"));
        Faults lost = Faults.first(1, Fault.LOST_ANSWER, S3Operation::isCommit);
        proxy().inject((operation, path) -> lost.next(operation, path)
                .or(() -> Optional.of(Fault.NOT_FOUND).filter(fault -> operation.isCommit())));

        store.create("manifests/one", new byte[] {1, 2, 3});

        assertThat(proxy().faults()).isGreaterThan(1);
        assertThat(store.readSmall("manifests/one", 10)).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource(value = S3Server.Kind.class, names = "S3PROXY")
    void backupAndRestoreAreExactThroughFaults(S3Server.Kind kind) throws Exception {
        startBefore(kind);
        run("faults-" + kind.name().toLowerCase(Locale.ROOT), SEED);
    }

    @Tag("soak")
    @ParameterizedTest
    @EnumSource(S3Server.Kind.class)
    void backupAndRestoreAreExactThroughFaultsOfManySeeds(S3Server.Kind kind) throws Exception {
        startBefore(kind);
        for (int i = 0; i < Integer.getInteger("varve.faults.runs", 10); i++) {
            proxy().forget();
            run("faults-" + kind.name().toLowerCase(Locale.ROOT) + "-" + i, SEED + i);
        }
    }

    private void run(String name, long seed) throws Exception {
        new FaultyRoundTrip(proxy(), STORE, directory, name, seed).run();
    }
}
