// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.block.Chunk;
import dev.varve.job.ClusterAccessException;
import dev.varve.job.config.BackupConfig;
import dev.varve.job.config.TopicSelection.Decision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reader of one subtask: emits chunks, keeps positions, and answers for what a checkpoint commits. Everything runs in the task's
 * thread; fetching has a thread of its own behind it.
 */
// Flink's close may throw anything.
@SuppressWarnings("try")
final class ChunkReader extends SingleThreadMultiplexSourceReaderBase<ReadChunk, Chunk, PartitionSplit, SplitProgress> {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkReader.class);

    private final BackupConfig backup;
    private final ReaderSurroundings surroundings;
    private final EmittedTopics emitted;
    private final Queue<Incarnation> reportedGone;

    /** Splits of paused topics: in the state, not read. */
    private final Map<String, PartitionSplit> parked = new HashMap<>();

    private final EndedSplits ended = new EndedSplits();
    private final TreeMap<Long, List<PartitionSplit>> snapshots = new TreeMap<>();
    private CompletableFuture<Void> reportDue = new CompletableFuture<>();

    /**
     * Takes the surroundings as its own.
     *
     * @param reportedGone read by the split readers
     */
    ChunkReader(
            Supplier<SplitReader<ReadChunk, PartitionSplit>> splitReaders,
            BackupConfig backup,
            ReaderSurroundings surroundings,
            Queue<Incarnation> reportedGone,
            EmittedTopics emitted,
            SourceReaderContext context) {
        super(splitReaders, emitted, context.getConfiguration(), context);
        this.backup = backup;
        this.surroundings = surroundings;
        this.reportedGone = reportedGone;
        this.emitted = emitted;
    }

    /** Tells the enumerator what this reader has. */
    @Override
    public void start() {
        try {
            context.sendSourceEventToCoordinator(SplitMessage.Held.of(currentSplits(0)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void addSplits(List<PartitionSplit> splits) {
        List<PartitionSplit> active = new ArrayList<>();
        for (PartitionSplit split : splits) {
            Decision decision = backup.topics().decide(split.partition().topic(), false);
            if (split.mode() != backup.mode() || decision == Decision.NOT_SELECTED) {
                LOG.info("Dropped from state, the archive keeps its position: split={}", split);
            } else if (split.isComplete()) {
                ended.add(new SplitProgress(split).ended());
            } else if (decision == Decision.PAUSED) {
                parked.put(split.splitId(), split);
            } else {
                active.add(split);
            }
        }
        if (!active.isEmpty()) {
            super.addSplits(active);
        }
    }

    @Override
    public InputStatus pollNext(ReaderOutput<Chunk> output) throws Exception {
        if (reportDue.isDone()) {
            reportDue = new CompletableFuture<>();
            context.sendSourceEventToCoordinator(SplitMessage.Ended.of(ended.report()));
        }
        return super.pollNext(output);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        CompletableFuture<Void> data = super.isAvailable();
        return data.isDone() ? data : CompletableFuture.anyOf(data, reportDue).thenAccept(done -> {});
    }

    @Override
    public List<PartitionSplit> snapshotState(long checkpointId) {
        requireNotRecreated();
        List<PartitionSplit> splits = currentSplits(checkpointId);
        ended.snapshot(checkpointId);
        snapshots.put(checkpointId, splits);
        return splits;
    }

    /**
     * The sink of this task may publish after this call, so nothing is reported here: the next step of the task comes when all its
     * operators have heard of the checkpoint.
     */
    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        List<PartitionSplit> durable = snapshots.getOrDefault(checkpointId, List.of());
        durable.forEach(surroundings.metrics()::archived);
        snapshots.headMap(checkpointId, true).clear();
        ended.complete(checkpointId);
        if (ended.isReportDue()) {
            reportDue.complete(null);
        }
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof SplitMessage.EndsKnown known) {
            ended.forget(known.splitIds());
        } else if (event instanceof SplitMessage.Gone gone) {
            reportedGone.add(gone.topic());
        } else if (event instanceof SplitMessage.Replaced replaced) {
            throw new IllegalStateException(replaced.log().toString());
        } else {
            throw new IllegalStateException("Unexpected event for a reader: " + event);
        }
    }

    @Override
    public void close() throws Exception {
        try {
            super.close();
        } finally {
            surroundings.cluster().close();
        }
    }

    @Override
    protected void onSplitFinished(Map<String, SplitProgress> finished) {
        finished.values().forEach(progress -> ended.add(progress.ended()));
    }

    @Override
    protected SplitProgress initializedState(PartitionSplit split) {
        return new SplitProgress(split);
    }

    @Override
    protected PartitionSplit toSplitType(String splitId, SplitProgress progress) {
        return progress.split();
    }

    private List<PartitionSplit> currentSplits(long checkpointId) {
        List<PartitionSplit> splits = new ArrayList<>(super.snapshotState(checkpointId));
        splits.addAll(parked.values());
        splits.addAll(ended.all());
        return splits;
    }

    /** Runs before anything of the checkpoint is committed: failing here drops what may be another topic's. */
    private void requireNotRecreated() {
        try {
            surroundings.incarnations().requireNotRecreated(emitted.topics());
        } catch (ClusterAccessException e) {
            throw new SuppressRestartsException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        emitted.forget();
    }
}
