// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.sink;

import dev.varve.backup.sink.BackupSteps.Moment;
import dev.varve.backup.sink.BackupSteps.Step;
import dev.varve.format.block.Chunk;
import dev.varve.job.store.StoreFailure;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.connector.file.sink.writer.FileWriter;
import org.apache.flink.connector.file.sink.writer.FileWriterBucketState;

/**
 * Routes chunks to the open segments of FileSink's writer. Keeps no state: every segment is closed at every checkpoint, and a
 * restored bucket would write to the folder that the store had then. For one thread.
 */
final class ArchiveSinkWriter
        implements StatefulSinkWriter<Chunk, FileWriterBucketState>, CommittingSinkWriter<Chunk, FileSinkCommittable> {
    private final FileWriter<RoutedChunk> files;
    private final URI folder;
    private final OpenSegments segments;
    private final SegmentRouting routing;
    private final BackupSteps steps;

    ArchiveSinkWriter(
            FileWriter<RoutedChunk> files,
            URI folder,
            OpenSegments segments,
            SegmentRouting routing,
            BackupSteps steps) {
        this.files = files;
        this.folder = folder;
        this.segments = segments;
        this.routing = routing;
        this.steps = steps;
    }

    @Override
    public void write(Chunk chunk, Context context) throws IOException, InterruptedException {
        RoutedChunk routed = routing.route(chunk);
        try {
            files.write(routed, context);
        } catch (IOException | RuntimeException e) {
            throw StoreFailure.of(folder, "write a segment", e);
        }
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        steps.reached(Step.FLUSH, Moment.BEFORE, 1);
        files.flush(endOfInput);
        steps.reached(Step.FLUSH, Moment.AFTER, 1);
    }

    @Override
    public Collection<FileSinkCommittable> prepareCommit() throws IOException {
        try {
            Collection<FileSinkCommittable> closed = files.prepareCommit();
            routing.endInterval();
            return closed;
        } catch (IOException | RuntimeException e) {
            throw StoreFailure.of(folder, "write a segment", e);
        }
    }

    @Override
    public List<FileWriterBucketState> snapshotState(long checkpointId) throws IOException {
        steps.reached(Step.SNAPSHOT, Moment.BEFORE, 1);
        // Fails if a segment is open; what it returns is only the folders.
        files.snapshotState(checkpointId);
        steps.reached(Step.SNAPSHOT, Moment.AFTER, 1);
        return List.of();
    }

    @Override
    public void close() throws IOException {
        try (segments) {
            files.close();
        }
    }
}
