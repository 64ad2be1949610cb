// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.format.Id;
import dev.varve.format.archive.TopicDescription;
import dev.varve.format.store.Store;
import dev.varve.job.store.FlinkFileStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a start asks of a store for each topic is asked side by side: a thousand answers, one after the other, take minutes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3StartIT {
    private static final URI STORE = URI.create("s3://start/backups");
    private static final int TOGETHER = 3;

    @TempDir
    private Path directory;

    private StoreProxy proxy;

    @BeforeAll
    void startProxy() throws Exception {
        S3Server server = S3Server.shared(S3Server.Kind.S3PROXY);
        server.createBucketIfMissing(STORE.getHost());
        proxy = StoreProxy.before(server);
        FlinkFileStore.configureProcess(
                S3Server.properties(proxy.endpoint()), ServerProcess.newDirectory("uploads"), List.of(STORE));
    }

    @AfterAll
    void stopProxy() throws Exception {
        proxy.close();
    }

    private Gathering hold(BiPredicate<S3Operation, String> requests) {
        Gathering gathering = Gathering.of(TOGETHER, requests);
        proxy.hold(gathering);
        return gathering;
    }

    private static void runOnce(BackupOf backup) throws Exception {
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }
    }

    @Test
    void topicsAreDescribedAndTheirDescriptionsReadSideBySide() throws Exception {
        List<String> names = IntStream.range(0, 12).mapToObj(i -> "start-" + i).toList();
        List<ProducedTopic> topics = TestCluster.shared().create(names, 1, Map.of());
        ProducedTopic[] all = topics.toArray(ProducedTopic[]::new);
        BackupOf backup = BackupOf.topics(TestCluster.shared(), directory, all)
                .storedAt(STORE, Map.of())
                .with("mode: once", "commitInterval: 60s");
        ProducedTopic.sendToEach(topics, 2);

        Gathering writes = hold((operation, path) -> operation.isCommit() && path.contains("/topics/"));
        proxy.forget();
        runOnce(backup);
        System.out.println("Requests of a first start with " + topics.size() + " topics: " + proxy.operations());
        ProducedTopic.sendToEach(topics, 3);
        Gathering reads = hold((operation, path) -> operation == S3Operation.GET_OBJECT && path.contains("/topics/"));
        proxy.forget();
        runOnce(backup);
        System.out.println("Requests of a later start: " + proxy.operations());

        proxy.hold(Gathering.none());
        assertThat(writes.happened())
                .as("descriptions are written side by side")
                .isTrue();
        assertThat(reads.happened()).as("descriptions are read side by side").isTrue();
        backup.archive().requireExactly(all);
        assertThat(backup.archive().catalog().segmentCount())
                .as("quiet topics share segments")
                .isLessThan(topics.size());
        Map<String, Id> described = backup.archive().open().topicDescriptions().stream()
                .collect(Collectors.toMap(TopicDescription::topic, TopicDescription::topicId));
        assertThat(described)
                .isEqualTo(topics.stream()
                        .collect(Collectors.toMap(
                                ProducedTopic::name, topic -> topic.partition(0).topicId())));
        assertThat(backup.archive().open().topicDescriptionNames())
                .as("the second start wrote none")
                .hasSize(topics.size());
    }

    @Test
    void foldersAreListedSideBySide() throws Exception {
        Map<String, Long> expected = new HashMap<>();
        List<String> twice = new ArrayList<>();
        try (Store store = FlinkFileStore.open(STORE).under("listed")) {
            for (int i = 0; i < 2 * TOGETHER; i++) {
                store.create("topics/quiet" + i + "/id/a.json", new byte[i + 1]);
                expected.put("topics/quiet" + i + "/id/a.json", i + 1L);
            }
            Gathering lists =
                    hold((operation, target) -> operation == S3Operation.LIST_OBJECTS && target.contains("quiet"));
            Map<String, Long> found = new HashMap<>();

            store.list("topics", (name, length) -> {
                if (found.put(name, length) != null) {
                    twice.add(name);
                }
            });

            proxy.hold(Gathering.none());
            assertThat(lists.happened()).isTrue();
            assertThat(found).isEqualTo(expected);
            assertThat(twice).isEmpty();
        }
    }
}
