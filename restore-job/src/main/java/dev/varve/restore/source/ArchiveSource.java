// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.restore.cluster.MissingRight;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.common.KafkaException;

/** Reads what a plan asks for from an archive, each record once, from where the ledger on the target says. Bounded. */
public final class ArchiveSource implements Source<RestoredRun, RestoreSplit, RestoreState> {
    private final RestoreGoal goal;
    private final StoreOpener store;
    private final ReaderOptions options;

    /**
     * @param goal what to reach
     * @param store holds the archive
     * @param options for the whole job; the rate is shared by its subtasks
     */
    public ArchiveSource(RestoreGoal goal, StoreOpener store, ReaderOptions options) {
        this.goal = goal;
        this.store = store;
        this.options = options;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SourceReader<RestoredRun, RestoreSplit> createReader(SourceReaderContext context) {
        Long rate = options.bytesPerSecond();
        ReaderOptions share =
                rate == null ? options : options.withBytesPerSecond(Math.max(1, rate / context.currentParallelism()));
        return new ArchiveReader(
                context, store, goal.plan().archive(), goal.plan().archiveId(), share);
    }

    @Override
    public SplitEnumerator<RestoreSplit, RestoreState> createEnumerator(SplitEnumeratorContext<RestoreSplit> context)
            throws IOException {
        try {
            return new RestoreEnumerator(context, goal.plan(), new StartProtocol(goal, Clock.systemUTC()));
        } catch (IOException | KafkaException e) {
            Optional<IOException> login = MissingRight.login(goal.ledger().target(), e);
            if (login.isPresent()) {
                return new RefusingEnumerator(context, login.get());
            }
            throw e;
        }
    }

    @Override
    public SplitEnumerator<RestoreSplit, RestoreState> restoreEnumerator(
            SplitEnumeratorContext<RestoreSplit> context, RestoreState state) throws IOException {
        RestoreState expected =
                new RestoreState(goal.plan().restoreId(), goal.plan().archiveId());
        // Flink lets a job hang whose enumerator cannot be restored, so it is created and fails when it starts.
        return state.equals(expected)
                ? createEnumerator(context)
                : new RefusingEnumerator(context, new OtherRestoreException(state, expected));
    }

    @Override
    public SimpleVersionedSerializer<RestoreSplit> getSplitSerializer() {
        return new RestoreSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<RestoreState> getEnumeratorCheckpointSerializer() {
        return new RestoreStateSerializer();
    }
}
