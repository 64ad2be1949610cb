// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.RunKind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.jspecify.annotations.Nullable;

/** Emits chunks, moves positions with them, and remembers which topics gave any. For the task's thread. */
final class EmittedTopics implements RecordEmitter<ReadChunk, Chunk, SplitProgress> {
    private final SourceMetrics metrics;
    private final Set<Incarnation> topics = new HashSet<>();
    private @Nullable TopicPartitionId last;

    EmittedTopics(SourceMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void emitRecord(ReadChunk read, SourceOutput<Chunk> output, SplitProgress progress) {
        Chunk chunk = read.chunk();
        if (chunk != null) {
            if (chunk.header().kind() != RunKind.DELETED) {
                // That a topic is gone is true whatever its name stands for now; all else was asked by name.
                remember(chunk.partition());
            }
            output.collect(chunk);
            metrics.emitted(chunk.header());
        }
        progress.advance(read);
    }

    /** Topics that gave chunks since {@link #forget}. */
    List<Incarnation> topics() {
        return List.copyOf(topics);
    }

    void forget() {
        topics.clear();
        last = null;
    }

    private void remember(TopicPartitionId partition) {
        if (!partition.equals(last)) {
            last = partition;
            topics.add(Incarnation.of(partition));
        }
    }
}
