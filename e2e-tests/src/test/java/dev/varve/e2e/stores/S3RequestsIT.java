// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.job.ExitCode;
import dev.varve.job.store.FlinkFileStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many requests a commit of a backup and a restore make, which is what a store bills. They do not grow with the partitions. */
class S3RequestsIT {
    private static final URI STORE = URI.create("s3://requests/backups");
    private static final int COMMITS = 4;

    @TempDir
    private Path directory;

    private @Nullable StoreProxy started;

    @BeforeEach
    void startProxy() throws Exception {
        S3Server server = S3Server.shared(S3Server.Kind.S3MOCK);
        server.createBucketIfMissing(STORE.getHost());
        StoreProxy proxy = StoreProxy.before(server);
        started = proxy;
        FlinkFileStore.configureProcess(
                S3Server.properties(proxy.endpoint()), ServerProcess.newDirectory("uploads"), List.of(STORE));
    }

    @AfterEach
    void stopProxy() throws IOException {
        proxy().close();
    }

    private StoreProxy proxy() {
        return Objects.requireNonNull(started, "proxy");
    }

    private BackupOf backup(String name, List<ProducedTopic> topics) throws Exception {
        return BackupOf.topics(TestCluster.shared(), directory, topics.toArray(ProducedTopic[]::new))
                .storedAt(URI.create(STORE + "/" + name), Map.of())
                .with("commitInterval: 2s");
    }

    /** Requests of one commit, by operation, and bytes; the mean of some. */
    private Map<S3Operation, Double> perCommit(String name, BackupOf backup, List<ProducedTopic> topics)
            throws Exception {
        try (RunningJob running = backup.start()) {
            sendEverywhere(topics);
            // Each topic is described in an object of its own first.
            Await.atMost(
                    Duration.ofMinutes(5), () -> proxy().requests().stream().anyMatch(S3RequestsIT::publishesManifest));
            backup.archive().awaitAll(topics.toArray(ProducedTopic[]::new));
            running.awaitCheckpoints(2);
            proxy().forget();
            for (int i = 0; i < COMMITS; i++) {
                sendEverywhere(topics);
                running.awaitCheckpoints(2);
            }
            List<SeenRequest> seen = proxy().requests();
            running.stop();
            long commits = seen.stream().filter(S3RequestsIT::publishesManifest).count();
            Map<S3Operation, Double> mean = new TreeMap<>();
            seen.forEach(request -> mean.merge(request.operation(), 1.0 / commits, Double::sum));
            System.out.println("Requests per commit, " + name + ", mean of " + commits + ": " + rounded(mean));
            return mean;
        }
    }

    private static void sendEverywhere(List<ProducedTopic> topics) throws Exception {
        if (topics.size() == 1) {
            topics.get(0).sendToAll(1);
        } else {
            ProducedTopic.sendToEach(topics, 1);
        }
    }

    private static boolean publishesManifest(SeenRequest request) {
        return request.operation().isCommit() && request.path().contains("/manifests/");
    }

    private static Map<S3Operation, Double> rounded(Map<S3Operation, Double> mean) {
        return mean.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> Math.round(each.getValue() * 10) / 10.0, (a, b) -> a, TreeMap::new));
    }

    private static double sum(Map<S3Operation, Double> requests) {
        return requests.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    @Tag("soak")
    @Test
    void commitOfHundredPartitionsTakesNoMoreRequestsThanThatOfOne() throws Exception {
        List<ProducedTopic> one = List.of(TestCluster.shared().create("requests-1", 1));
        List<ProducedTopic> hundred = List.of(TestCluster.shared().create("requests-100", 100));

        double few = sum(perCommit("1 partition", backup("one", one), one));
        double many = sum(perCommit("100 partitions", backup("hundred", hundred), hundred));

        // Some commits fall between two halves of what was sent, and then there are two.
        assertThat(many).isLessThanOrEqualTo(few + 1).isLessThan(40);
    }

    @Tag("soak")
    @Test
    void commitOfThousandPartitionsAndRestoreOfThem() throws Exception {
        List<ProducedTopic> topics = List.of(TestCluster.shared().create("requests-1000", 1000));
        BackupOf backup = backup("thousand", topics);
        perCommit("1,000 partitions", backup, topics);
        proxy().forget();
        RestoreOf restore = RestoreOf.archive(backup, TestCluster.target(), "requests-1000")
                .reading(S3Server.properties(proxy().endpoint()));

        assertThat(restore.run().exitCode()).isEqualTo(ExitCode.DONE);

        System.out.println("Requests of a restore of 1,000 partitions: " + proxy().operations() + ", "
                + proxy().received() + " bytes received, archived by "
                + backup.archive().catalog().topics().size() + " topics");
        new RestoredTopics(TestCluster.target()).requireExactly(topics.toArray(ProducedTopic[]::new));
    }

    @Tag("soak")
    @Test
    void commitOfThousandQuietTopics() throws Exception {
        List<String> names =
                IntStream.range(0, 1000).mapToObj(i -> "requests-quiet-" + i).toList();
        List<ProducedTopic> topics = TestCluster.shared().create(names, 1, Map.of());

        perCommit("1,000 quiet topics", backup("quiet", topics), topics);
    }
}
