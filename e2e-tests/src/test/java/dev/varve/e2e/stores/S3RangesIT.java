// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.ArchivedTopics;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RecordKinds;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.format.OffsetRange;
import dev.varve.format.archive.Archive;
import dev.varve.format.catalog.PartitionReader;
import dev.varve.format.catalog.Verifier;
import dev.varve.format.catalog.VerifyOptions;
import dev.varve.format.catalog.VerifyOptions.Depth;
import dev.varve.format.catalog.VerifyProgress;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.job.store.FlinkFileStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers of an archive on S3 ask for what they need of a large segment, and get no more. */
class S3RangesIT {
    private static final URI STORE = URI.create("s3://ranges/backups");
    private static final long SEGMENT = 25L << 20;

    @TempDir
    private static Path directory;

    private static StoreProxy proxy;
    private static ProducedTopic topic;
    private static ArchivedTopics archived;

    @BeforeAll
    static void backUp() throws Exception {
        S3Server server = S3Server.shared(S3Server.Kind.S3PROXY);
        server.createBucketIfMissing(STORE.getHost());
        proxy = StoreProxy.before(server);
        FlinkFileStore.configureProcess(
                S3Server.properties(proxy.endpoint()), ServerProcess.newDirectory("uploads"), List.of(STORE));
        topic = TestCluster.shared().create("ranges", 1, Map.of("max.message.bytes", "30000000"));
        topic.send(RecordKinds.ofAllSizes(topic, 0));
        BackupOf backup = BackupOf.topics(TestCluster.shared(), directory, topic)
                .storedAt(STORE, Map.of())
                .with("mode: once", "commitInterval: 60s");
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }
        archived = backup.archive();
    }

    @AfterAll
    static void stopProxy() throws Exception {
        proxy.close();
    }

    @BeforeEach
    void forget() {
        proxy.forget();
    }

    private static void requireRanges() {
        assertThat(proxy.requests())
                .filteredOn(request -> request.operation() == S3Operation.GET_OBJECT)
                .isNotEmpty()
                .allMatch(request -> request.range().isPresent() && request.status() == 206);
    }

    @Test
    void catalogReadsNoSegment() throws Exception {
        archived.partition(topic.partition(0));

        requireRanges();
        assertThat(proxy.received()).isLessThan(64 << 10);
    }

    @Test
    void verificationOfFootersReadsNothingElse() throws Exception {
        Archive archive = archived.open();

        assertThat(Verifier.verify(archive, new VerifyOptions(Depth.FOOTERS, 2), VerifyProgress.NONE)
                        .findings())
                .isEmpty();

        requireRanges();
        assertThat(proxy.received()).isLessThan(512 << 10);
    }

    @Test
    void oneRecordIsReadWithItsBlockAlone() throws Exception {
        List<ArchivedRecord> expected = topic.expected(0);
        ArchivedRecord small = expected.get(3);

        try (PartitionReader reader = PartitionReader.open(
                archived.catalog(), topic.partition(0), new OffsetRange(small.offset(), small.offset() + 1))) {
            assertThat(reader.next().orElseThrow().value()).isEqualTo(small.value());
        }

        requireRanges();
        assertThat(proxy.received()).isLessThan(2 << 20);
    }

    @Test
    void everythingIsReadOnce() throws Exception {
        archived.requireContent(topic);

        requireRanges();
        assertThat(proxy.received()).isBetween(SEGMENT, SEGMENT + (4 << 20));
    }
}
