// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackgroundWriter;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.e2e.scenario.WrittenTopics;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
    private static final int ENOUGH = 30;

    /** Ask again, and it works. */
    private static final Fault[] PASSING = {
        Fault.SERVER_ERROR, Fault.SLOW_DOWN, Fault.RESET, Fault.DELAY, Fault.TRUNCATED, Fault.LOST_ANSWER
    };

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
        System.out.println("Faults of S3: " + name + ", seed " + seed);
        ProducedTopic topic = TestCluster.shared().create(name, 3);
        BackupOf backup = BackupOf.topics(TestCluster.shared(), directory, topic)
                .storedAt(STORE.resolve(STORE.getPath() + "/" + name), Map.of())
                .with("segment: {blockSize: 4KiB}");
        WrittenTopics written = backUp(backup, topic, seed);
        restore(backup, name, seed);
        System.out.println(written.check(TestCluster.target()).requireExact().summary() + ", restored through " + hits()
                + ", seed " + seed);
    }

    private WrittenTopics backUp(BackupOf backup, ProducedTopic topic, long seed) throws Exception {
        try (BackgroundWriter writer = BackgroundWriter.start(TestCluster.shared(), seed, topic);
                RunningJob running = backup.start()) {
            running.awaitCheckpoints(1);
            proxy().inject(Faults.random(seed, 80, PASSING));
            awaitHits(running, PASSING);
            proxy().inject(Faults.random(seed, 30, Fault.FORBIDDEN, Fault.NOT_FOUND));
            awaitHits(running, Fault.FORBIDDEN, Fault.NOT_FOUND);
            writer.awaitMore(50);
            proxy().heal();
            return finish(backup, writer, running);
        }
    }

    /** The job may have used up its restarts, with a reason that it has told. Another one goes on from the archive. */
    private WrittenTopics finish(BackupOf backup, BackgroundWriter writer, RunningJob running) throws Exception {
        Map<Fault, Long> hits = hits();
        WrittenTopics written = writer.stop();
        if (running.status().isGloballyTerminalState()) {
            System.out.println("The backup has ended: " + running.status() + ", started again");
            try (RunningJob another = backup.start()) {
                written.awaitArchived(backup.archive());
                another.stop();
            }
        } else {
            written.awaitArchived(backup.archive());
            running.stop();
        }
        System.out.println(written.check(backup.archive()).requireExact().summary() + ", archived through " + hits
                + ", restarts " + running.restarts());
        backup.archive().requireWhole();
        return written;
    }

    private void restore(BackupOf backup, String name, long seed) throws Exception {
        proxy().forget();
        RestoreOf restore = RestoreOf.archive(backup, TestCluster.target(), name);
        proxy().inject(Faults.random(seed, 150, PASSING));
        for (int attempt = 1; ; attempt++) {
            try (RunningJob running = restore.start()) {
                running.awaitFinish();
                return;
            } catch (Exception e) {
                assertThat(attempt).as("attempts, the last ended with " + e).isLessThan(5);
                System.out.println("The restore has ended: " + e);
            }
        }
    }

    /** Waits until each of these faults has hit, or the job has ended. */
    private void awaitHits(RunningJob running, Fault... faults) throws Exception {
        long before = proxy().faults();
        Await.until(
                "hit by each of " + List.of(faults),
                () -> (hits().keySet().containsAll(Set.of(faults)) && proxy().faults() - before >= ENOUGH / 2)
                        || running.status().isGloballyTerminalState());
    }

    private Map<Fault, Long> hits() {
        return proxy().requests().stream()
                .flatMap(request -> request.fault().stream())
                .collect(Collectors.groupingBy(fault -> fault, TreeMap::new, Collectors.counting()));
    }
}
