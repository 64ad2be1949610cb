// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.scripted;

import dev.varve.format.block.Chunk;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Emits the chunks of a {@link Script}; a split is a partition. A reader emits some chunks per checkpoint and then waits for it, so
 * that what belongs to which checkpoint does not depend on time.
 *
 * @param chunksPerCheckpoint of a reader
 * @param ends whether the source ends with the script; otherwise it waits to be stopped
 */
public record ScriptedSource(Script script, int chunksPerCheckpoint, boolean ends)
        implements Source<Chunk, ScriptedSource.Split, Boolean> {

    /**
     * A partition.
     *
     * @param next sequence of the next chunk
     */
    public record Split(int number, int next) implements SourceSplit {
        @Override
        public String splitId() {
            return Integer.toString(number);
        }
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<Chunk, Split> createReader(SourceReaderContext context) {
        return new Reader(script, chunksPerCheckpoint, ends);
    }

    @Override
    public SplitEnumerator<Split, Boolean> createEnumerator(SplitEnumeratorContext<Split> context) {
        return restoreEnumerator(context, false);
    }

    @Override
    public SplitEnumerator<Split, Boolean> restoreEnumerator(SplitEnumeratorContext<Split> context, Boolean assigned) {
        List<Split> splits = new ArrayList<>();
        for (int number = 0; number < script.partitionCount() && !assigned; number++) {
            splits.add(new Split(number, 0));
        }
        return new Enumerator(context, splits);
    }

    @Override
    public SimpleVersionedSerializer<Split> getSplitSerializer() {
        return new SplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<Boolean> getEnumeratorCheckpointSerializer() {
        return new AssignedSerializer();
    }

    private static final class Enumerator implements SplitEnumerator<Split, Boolean> {
        private final SplitEnumeratorContext<Split> context;
        private final List<Split> first;
        private final List<List<Split>> returned = new ArrayList<>();
        private boolean assigned;

        Enumerator(SplitEnumeratorContext<Split> context, List<Split> splits) {
            this.context = context;
            this.first = splits;
            this.assigned = splits.isEmpty();
            for (int i = 0; i < context.currentParallelism(); i++) {
                returned.add(new ArrayList<>());
            }
        }

        @Override
        public void start() {}

        @Override
        public void handleSplitRequest(int subtask, @Nullable String host) {}

        @Override
        public void addSplitsBack(List<Split> splits, int subtask) {
            returned.get(subtask).addAll(splits);
        }

        @Override
        public void addReader(int subtask) {
            if (!assigned && context.registeredReaders().size() == context.currentParallelism()) {
                assigned = true;
                first.forEach(split -> context.assignSplit(split, split.number() % context.currentParallelism()));
                for (int i = 0; i < context.currentParallelism(); i++) {
                    context.signalNoMoreSplits(i);
                }
            } else if (assigned) {
                returned.get(subtask).forEach(split -> context.assignSplit(split, subtask));
                returned.get(subtask).clear();
                context.signalNoMoreSplits(subtask);
            }
        }

        @Override
        public Boolean snapshotState(long checkpointId) {
            return assigned;
        }

        @Override
        public void close() {}
    }

    private static final class Reader implements SourceReader<Chunk, Split> {
        private final Script script;
        private final int perCheckpoint;
        private final boolean ends;
        private final Deque<Split> open = new ArrayDeque<>();
        private final List<Split> done = new ArrayList<>();
        private CompletableFuture<Void> available = new CompletableFuture<>();
        private int emitted;
        private boolean complete;

        Reader(Script script, int perCheckpoint, boolean ends) {
            this.script = script;
            this.perCheckpoint = perCheckpoint;
            this.ends = ends;
        }

        @Override
        public void start() {}

        @Override
        public InputStatus pollNext(ReaderOutput<Chunk> output) {
            if (open.isEmpty() && complete && ends) {
                return InputStatus.END_OF_INPUT;
            }
            if (open.isEmpty() || emitted >= perCheckpoint) {
                if (available.isDone()) {
                    available = new CompletableFuture<>();
                }
                return InputStatus.NOTHING_AVAILABLE;
            }
            Split split = open.removeFirst();
            output.collect(script.chunk(split.number(), split.next()));
            emitted++;
            Split after = new Split(split.number(), split.next() + 1);
            if (after.next() < script.chunks()) {
                open.addLast(after);
            } else {
                done.add(after);
            }
            return InputStatus.MORE_AVAILABLE;
        }

        @Override
        public List<Split> snapshotState(long checkpointId) {
            List<Split> splits = new ArrayList<>(open);
            splits.addAll(done);
            return splits;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return available;
        }

        @Override
        public void addSplits(List<Split> splits) {
            splits.forEach(split -> (split.next() < script.chunks() ? open : done).add(split));
            available.complete(null);
        }

        @Override
        public void notifyNoMoreSplits() {
            complete = true;
            available.complete(null);
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            emitted = 0;
            available.complete(null);
        }

        @Override
        public void close() {}
    }

    private static final class SplitSerializer implements SimpleVersionedSerializer<Split> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(Split split) {
            return ByteBuffer.allocate(8)
                    .putInt(split.number())
                    .putInt(split.next())
                    .array();
        }

        @Override
        public Split deserialize(int version, byte[] bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new Split(buffer.getInt(), buffer.getInt());
        }
    }

    private static final class AssignedSerializer implements SimpleVersionedSerializer<Boolean> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(Boolean assigned) {
            return new byte[] {(byte) (assigned ? 1 : 0)};
        }

        @Override
        public Boolean deserialize(int version, byte[] bytes) {
            return bytes[0] == 1;
        }
    }
}
