// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.sink;

import dev.varve.backup.metrics.BackupMetrics;
import dev.varve.format.block.Chunk;
import dev.varve.format.layout.ObjectNames;
import dev.varve.job.config.BackupConfig;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.connector.file.sink.writer.FileWriterBucketState;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.PartFileInfo;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.CheckpointRollingPolicy;

/**
 * Writes chunks into segments of an archive and publishes them when the checkpoint that holds their positions is complete.
 *
 * <p>FileSink does the writing and the commit; routing, file format, reading back and manifests are ours.
 */
public final class ArchiveSink
        implements Sink<Chunk>,
                SupportsWriterState<Chunk, FileWriterBucketState>,
                SupportsCommitter<FileSinkCommittable> {
    private static final OutputFileConfig FILE_NAMES = OutputFileConfig.builder()
            .withPartPrefix("segment")
            .withPartSuffix(ObjectNames.SEGMENT_SUFFIX)
            .build();

    private final ArchiveSinkConfig config;
    private final BackupSteps steps;

    private ArchiveSink(ArchiveSinkConfig config, BackupSteps steps) {
        this.config = config;
        this.steps = steps;
    }

    /** A sink as the configuration wants it. */
    public static ArchiveSink of(BackupConfig config) {
        return watched(config, BackupSteps.UNWATCHED);
    }

    /** A sink that tells of its steps. */
    public static ArchiveSink watched(BackupConfig config, BackupSteps steps) {
        return new ArchiveSink(ArchiveSinkConfig.of(config), steps);
    }

    @Override
    public ArchiveSinkWriter createWriter(WriterInitContext context) throws IOException {
        Clock clock = Clock.systemUTC();
        OpenSegments segments = new OpenSegments(config, steps, clock);
        Gauge<Long> buffered = segments::bufferedBytes;
        context.metricGroup().gauge(BackupMetrics.BUFFERED_BYTES, buffered);
        SegmentRouting routing = new SegmentRouting(config.segment().ownFileAbove(), clock);
        return new ArchiveSinkWriter(
                files(segments::writer).createWriter(context), config.folder().toUri(), segments, routing, steps);
    }

    /** There is no state that would matter, see {@link ArchiveSinkWriter}. */
    @Override
    public ArchiveSinkWriter restoreWriter(WriterInitContext context, Collection<FileWriterBucketState> state)
            throws IOException {
        return createWriter(context);
    }

    @Override
    public SimpleVersionedSerializer<FileWriterBucketState> getWriterStateSerializer() {
        return committingFiles().getWriterStateSerializer();
    }

    @Override
    public Committer<FileSinkCommittable> createCommitter(CommitterInitContext context) throws IOException {
        Clock clock = Clock.systemUTC();
        CommitMetrics metrics = new CommitMetrics(context.metricGroup(), clock);
        return new ArchiveCommitter(
                committingFiles().createCommitter(context),
                config.folder(),
                config::openArchive,
                metrics,
                steps,
                clock);
    }

    @Override
    public SimpleVersionedSerializer<FileSinkCommittable> getCommittableSerializer() {
        return committingFiles().getCommittableSerializer();
    }

    private FileSink<RoutedChunk> files(BulkWriter.Factory<RoutedChunk> writers) {
        return FileSink.forBulkFormat(config.folder(), writers)
                .withBucketAssigner(new ByFolder())
                .withRollingPolicy(new AtTargetSize(config.segment().targetSize()))
                .withOutputFileConfig(FILE_NAMES)
                .build();
    }

    /** For the parts of FileSink that never write. */
    private FileSink<RoutedChunk> committingFiles() {
        return files(stream -> {
            throw new IllegalStateException("Cannot write a segment where segments are only committed");
        });
    }

    /** A bucket is the folder that the chunk was routed to. */
    private static final class ByFolder implements BucketAssigner<RoutedChunk, String> {
        @Override
        public String getBucketId(RoutedChunk routed, Context context) {
            return routed.folder();
        }

        @Override
        public SimpleVersionedSerializer<String> getSerializer() {
            return SimpleVersionedStringSerializer.INSTANCE;
        }
    }

    /** Segments end at every checkpoint, the only way without a resume bug in any store, and when they are large enough. */
    private static final class AtTargetSize extends CheckpointRollingPolicy<RoutedChunk, String> {
        private final long targetSize;

        AtTargetSize(long targetSize) {
            this.targetSize = targetSize;
        }

        @Override
        public boolean shouldRollOnEvent(PartFileInfo<String> segment, RoutedChunk routed) throws IOException {
            return segment.getSize() >= targetSize;
        }

        @Override
        public boolean shouldRollOnProcessingTime(PartFileInfo<String> segment, long now) {
            return false;
        }
    }
}
