// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.sink;

import dev.varve.backup.sink.BackupSteps.Moment;
import dev.varve.backup.sink.BackupSteps.Step;
import dev.varve.format.Id;
import dev.varve.format.archive.Archive;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.manifest.ManifestWriter;
import dev.varve.job.store.StoreFailure;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the segments of a checkpoint: lets FileSink commit them, reads their footers back, and writes the manifest. On a disk, what
 * is told to Flink as committed survives a loss of power: Flink forces the bytes, the store their names.
 *
 * <p>May be repeated at any point, also with the committables grouped otherwise: a commit that was done is done again without harm, a
 * manifest of the same segments is kept, and one of other groups adds nothing new.
 */
final class ArchiveCommitter implements Committer<FileSinkCommittable> {
    private final Committer<FileSinkCommittable> files;
    private final Path folder;
    private final ArchiveOpener opener;
    private final CommitMetrics metrics;
    private final BackupSteps steps;
    private final Clock clock;
    private final SegmentReadBack readBack = new SegmentReadBack();
    private final OtherWriters others = new OtherWriters();
    private @Nullable Archive archive;

    /** Opens the archive when the first commit needs it. */
    @FunctionalInterface
    interface ArchiveOpener {
        Archive open() throws IOException;
    }

    /** @param folder of the archive, as FileSink names it */
    ArchiveCommitter(
            Committer<FileSinkCommittable> files,
            Path folder,
            ArchiveOpener opener,
            CommitMetrics metrics,
            BackupSteps steps,
            Clock clock) {
        this.files = files;
        this.folder = folder;
        this.opener = opener;
        this.metrics = metrics;
        this.steps = steps;
        this.clock = clock;
    }

    /** @throws IOException if a segment cannot be published, or is not there afterwards: the job must not go on */
    @Override
    public void commit(Collection<CommitRequest<FileSinkCommittable>> requests)
            throws IOException, InterruptedException {
        List<PublishedSegment> published = new ArrayList<>();
        int number = 0;
        for (CommitRequest<FileSinkCommittable> request : requests) {
            number++;
            steps.reached(Step.COMMIT_FILE, Moment.BEFORE, number);
            StrictCommitRequest strict = new StrictCommitRequest(request);
            publish(strict);
            steps.reached(Step.COMMIT_FILE, Moment.AFTER, number);
            if (!strict.isPostponed() && request.getCommittable().hasPendingFile()) {
                published.add(PublishedSegment.of(request.getCommittable(), folder));
            }
        }
        if (!published.isEmpty()) {
            announce(published);
        }
        metrics.committed(clock.instant());
    }

    private void publish(StrictCommitRequest request) throws IOException, InterruptedException {
        try {
            files.commit(List.of(request));
        } catch (IOException | RuntimeException e) {
            throw StoreFailure.of(folder.toUri(), "publish a segment", e);
        }
    }

    private void announce(List<PublishedSegment> published) throws IOException, InterruptedException {
        if (archive == null) {
            archive = opener.open();
        }
        steps.reached(Step.READ_BACK, Moment.BEFORE, 1);
        List<ManifestEntry> entries = readBack.read(archive, published);
        archive.store()
                .persistNames(published.stream().map(PublishedSegment::name).toList());
        steps.reached(Step.READ_BACK, Moment.AFTER, 1);
        Id writerId = entries.get(0).footer().identity().writerId();
        steps.reached(Step.MANIFEST_WRITE, Moment.BEFORE, 1);
        String manifest = ManifestWriter.write(
                archive.store(), archive.identity().archiveId(), writerId, clock.instant(), entries);
        steps.reached(Step.MANIFEST_WRITE, Moment.AFTER, 1);
        metrics.published(manifest, entries);
        others.published(archive, manifest, entries);
        metrics.otherWriters(others.warnings().size());
    }

    /** FileSink's committer holds nothing. */
    @Override
    public void close() {
        readBack.close();
    }
}
