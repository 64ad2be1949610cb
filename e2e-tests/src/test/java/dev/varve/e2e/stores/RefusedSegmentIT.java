// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.job.ExitCode;
import dev.varve.job.store.FlinkFileStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The store refuses a segment, and everything else it takes: a backup says what, where and what to do, in its own words. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120) // a client that tries again for ever
class RefusedSegmentIT {
    private static final URI STORE = URI.create("s3://refused-segments/backups");

    private StoreProxy proxy;

    @TempDir
    private Path directory;

    @BeforeAll
    void start() throws Exception {
        S3Server server = S3Server.shared(S3Server.Kind.S3PROXY);
        server.createBucketIfMissing(STORE.getHost());
        proxy = StoreProxy.before(server);
    }

    @AfterEach
    void onlyLocalFileSystems() {
        proxy.heal();
        FlinkFileStore.configureProcess(Map.of(), directory, List.of());
    }

    @AfterAll
    void close() throws Exception {
        proxy.close();
    }

    @ParameterizedTest
    @CsvSource({
        "CREATE_UPLOAD, FORBIDDEN, 'Missing right on store %s: AccessDenied', write a segment",
        "UPLOAD_PART, FORBIDDEN, 'Missing right on store %s: AccessDenied', write a segment",
        "COMPLETE_UPLOAD, FORBIDDEN, 'Missing right on store %s: AccessDenied', publish a segment",
        "UPLOAD_PART, SLOW_DOWN, 'Cannot write a segment in store %s: SlowDown', the job goes on from its last commit",
    })
    void backupSaysWhatAndWhereAndWhatToDo(S3Operation operation, Fault fault, String begins, String said)
            throws Exception {
        Map<String, String> properties = new HashMap<>(S3Server.properties(proxy.endpoint()));
        properties.putAll(Map.of("s3.attempts.maximum", "1", "s3.retry.limit", "1", "s3.retry.throttle.limit", "1"));
        properties.putAll(Map.of("s3.retry.interval", "50ms", "s3.retry.throttle.interval", "50ms"));
        FlinkFileStore.configureProcess(properties, directory, List.of(STORE));
        ProducedTopic topic = TestCluster.shared().create("refused-" + operation + "-" + fault, 1);
        topic.sendToAll(3);
        URI store = STORE.resolve("backups/" + operation + "-" + fault);
        proxy.inject((asked, path) ->
                asked == operation && path.contains("/mixed/") ? Optional.of(fault) : Optional.empty());

        Throwable failure;
        try (RunningJob running = BackupOf.topics(TestCluster.shared(), directory, topic)
                .storedAt(store, properties)
                .restartingAfter(Duration.ofMinutes(1))
                .start()) {
            failure = running.awaitFailure();
        }

        assertThat(ExitCode.describe(failure))
                .startsWith("Error: " + begins.formatted(store + "/" + BackupOf.ARCHIVE))
                .contains(said)
                .contains("HINT: ")
                .doesNotContain("amazonaws")
                .doesNotContain(S3Server.SECRET_KEY);
    }
}
