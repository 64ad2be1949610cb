// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import java.time.Clock;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Reads what a plan asks for from an archive, each record once, from where the ledger on the target says. Bounded. */
public final class ArchiveSource implements Source<RestoredRun, RestoreSplit, RestoreState> {
    private final RestoreGoal goal;
    private final ArchiveAccess archive;

    /**
     * @param goal what to reach
     * @param archive where the records are, and how to read them
     */
    public ArchiveSource(RestoreGoal goal, ArchiveAccess archive) {
        this.goal = goal;
        this.archive = archive;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SourceReader<RestoredRun, RestoreSplit> createReader(SourceReaderContext context) {
        return new ArchiveReader(context, archive);
    }

    @Override
    public SplitEnumerator<RestoreSplit, RestoreState> createEnumerator(SplitEnumeratorContext<RestoreSplit> context) {
        return new RestoreEnumerator(context, goal.plan(), new StartProtocol(goal, Clock.systemUTC()));
    }

    @Override
    public SplitEnumerator<RestoreSplit, RestoreState> restoreEnumerator(
            SplitEnumeratorContext<RestoreSplit> context, RestoreState state) {
        RestoreState expected =
                new RestoreState(goal.plan().restoreId(), goal.plan().archiveId());
        if (!state.equals(expected)) {
            throw new IllegalStateException("Cannot resume: the savepoint belongs to " + state + ", this job to " + expected
                    + ". HINT: start without it; the ledger on the target knows how far the restore is");
        }
        return createEnumerator(context);
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
