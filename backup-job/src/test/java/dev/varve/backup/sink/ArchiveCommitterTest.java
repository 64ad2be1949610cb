// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.sink;

import static dev.varve.format.catalog.TestArchive.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.archive.Archive;
import dev.varve.format.catalog.TestArchive;
import dev.varve.format.layout.ObjectNames;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.store.FaultyStore;
import dev.varve.format.store.FaultyStore.Operation;
import dev.varve.format.store.GatheringStore;
import dev.varve.format.store.Store;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.fs.Path;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.streaming.api.functions.sink.filesystem.InProgressFileWriter.PendingFileRecoverable;
import org.junit.jupiter.api.Test;

class ArchiveCommitterTest {
    private static final String FOLDER = "/backups/shop";

    private final TestArchive archive = new TestArchive(3).describe(ORDERS);
    private final List<ManifestEntry> segments = new ArrayList<>();

    ArchiveCommitterTest() throws IOException {
        for (int i = 0; i < 3; i++) {
            segments.add(archive.segment(archive.data(ORDERS, i * 5L, i * 5L + 5, 0, i)));
        }
    }

    /** The file system has done its part before. */
    private static final class NoFiles implements Committer<FileSinkCommittable> {
        @Override
        public void commit(Collection<CommitRequest<FileSinkCommittable>> requests) {}

        @Override
        public void close() {}
    }

    private record Pending(Path getPath, long getSize) implements PendingFileRecoverable {}

    private record Request(FileSinkCommittable committable) implements CommitRequest<FileSinkCommittable> {
        @Override
        public FileSinkCommittable getCommittable() {
            return committable;
        }

        @Override
        public int getNumberOfRetries() {
            return 0;
        }

        @Override
        public void signalFailedWithKnownReason(Throwable reason) {}

        @Override
        public void signalFailedWithUnknownReason(Throwable reason) {}

        @Override
        public void retryLater() {}

        @Override
        public void updateAndRetryLater(FileSinkCommittable other) {}

        @Override
        public void signalAlreadyCommitted() {}
    }

    private void commitTo(Store store) throws Exception {
        List<CommitRequest<FileSinkCommittable>> requests = new ArrayList<>();
        for (ManifestEntry segment : segments) {
            Pending file = new Pending(new Path(FOLDER + "/" + segment.segmentName()), segment.objectLength());
            requests.add(new Request(new FileSinkCommittable("mixed", file)));
        }
        Clock clock = Clock.fixed(TestArchive.START, ZoneOffset.UTC);
        CommitMetrics metrics = new CommitMetrics(new UnregisteredMetricsGroup(), clock);
        try (ArchiveCommitter committer = new ArchiveCommitter(
                new NoFiles(),
                new Path(FOLDER),
                () -> Archive.open(store, "shop"),
                metrics,
                BackupSteps.UNWATCHED,
                clock)) {
            committer.commit(requests);
        }
    }

    private List<String> manifests() throws IOException {
        List<String> manifests = new ArrayList<>();
        archive.archive().store().list(ObjectNames.MANIFESTS_FOLDER, (name, length) -> manifests.add(name));
        return manifests;
    }

    @Test
    void manifestIsNotWrittenBeforeTheNamesOfItsSegmentsAreDurable() throws Exception {
        FaultyStore store = new FaultyStore(archive.root()).failAt(Operation.PERSIST_NAMES, 1);

        assertThatThrownBy(() -> commitTo(store))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("injected failure of PERSIST_NAMES");
        assertThat(manifests()).isEmpty();

        commitTo(store);

        assertThat(manifests()).hasSize(1);
        assertThat(archive.fullCatalog()
                        .partition(ORDERS)
                        .orElseThrow()
                        .resumePoint()
                        .position())
                .isEqualTo(15);
    }

    @Test
    void footersOfCommittedSegmentsAreReadBackSideBySide() throws Exception {
        GatheringStore store = new GatheringStore(archive.root(), "segment-");

        commitTo(store);

        assertThat(store.happened()).isTrue();
        assertThat(manifests()).hasSize(1);
    }
}
