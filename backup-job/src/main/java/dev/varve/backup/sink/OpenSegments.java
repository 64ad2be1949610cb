// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.sink;

import dev.varve.backup.sink.BackupSteps.Moment;
import dev.varve.backup.sink.BackupSteps.Step;
import dev.varve.format.Id;
import dev.varve.format.archive.Archive;
import dev.varve.format.codec.Compressor;
import dev.varve.format.segment.BufferBudget;
import dev.varve.format.segment.SegmentIdentity;
import dev.varve.format.segment.SegmentLayout;
import dev.varve.format.segment.SegmentOptions;
import dev.varve.format.segment.SegmentWriter;
import java.io.Closeable;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What the segments that one subtask writes have in common: the archive, the writer's id, one compression context, one budget of
 * memory. Flink does not close a bulk writer that it gives up, so closing this frees what all of them hold. For one thread.
 */
final class OpenSegments implements Closeable {
    private final ArchiveSinkConfig config;
    private final BackupSteps steps;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Id writerId = Id.random(random);
    private final Instant started;
    private final BufferBudget budget;
    private final Compressor compressor;
    private final Set<SegmentWriter> open = new HashSet<>();
    private @Nullable Archive archive;
    private int finished;

    OpenSegments(ArchiveSinkConfig config, BackupSteps steps, Clock clock) {
        this.config = config;
        this.steps = steps;
        this.clock = clock;
        this.started = clock.instant();
        this.budget = new BufferBudget(config.bufferMemory());
        this.compressor = config.compressor();
    }

    /** Begins a segment; its layout is that of the first chunk. */
    BulkWriter<RoutedChunk> writer(FSDataOutputStream stream) {
        return new SegmentBulkWriter(stream);
    }

    long bufferedBytes() {
        return budget.used();
    }

    @Override
    public void close() {
        open.forEach(SegmentWriter::close);
        open.clear();
        compressor.close();
    }

    private SegmentWriter begin(FSDataOutputStream stream, SegmentLayout layout) throws IOException {
        if (archive == null) {
            archive = config.openArchive();
        }
        SegmentIdentity identity = SegmentIdentity.ofBackup(
                archive.identity().archiveId(), Id.random(random), writerId, started, clock.instant(), layout);
        SegmentOptions options =
                new SegmentOptions(Math.toIntExact(config.segment().blockSize()));
        SegmentWriter segment = new SegmentWriter(stream, identity, compressor, options, budget);
        open.add(segment);
        return segment;
    }

    private final class SegmentBulkWriter implements BulkWriter<RoutedChunk> {
        private final FSDataOutputStream stream;
        private @Nullable SegmentWriter segment;

        SegmentBulkWriter(FSDataOutputStream stream) {
            this.stream = stream;
        }

        @Override
        public void addElement(RoutedChunk routed) throws IOException {
            if (segment == null) {
                segment = begin(stream, routed.layout());
            }
            segment.add(routed.chunk());
        }

        /** Flink calls it right before {@link #finish}; writing early would only make smaller blocks. */
        @Override
        public void flush() {}

        @Override
        public void finish() throws IOException {
            if (segment == null) {
                throw new IllegalStateException("Cannot finish a segment that got no chunk");
            }
            finished++;
            steps.reached(Step.CLOSE_FOR_COMMIT, Moment.BEFORE, finished);
            segment.finish();
            open.remove(segment);
            segment.close();
            steps.reached(Step.CLOSE_FOR_COMMIT, Moment.AFTER, finished);
        }
    }
}
