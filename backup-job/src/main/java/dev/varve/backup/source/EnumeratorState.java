// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.Id;
import dev.varve.job.config.BackupConfig.Mode;
import java.util.List;

/**
 * What the enumerator knows that neither the readers nor the archive can tell it.
 *
 * @param archiveId of the archive that the job writes; zero if it was not opened yet
 * @param started whether the first plan is made: topics found later are read from their beginning
 * @param goalsSet whether a job in mode once knows its goals: it plans no others
 * @param unassigned splits that no reader has
 * @param goals the splits that a job in mode once has planned, as they were planned; else empty
 * @param reached the splits of these that are durable up to their end, as they ended
 */
record EnumeratorState(
        Id archiveId,
        Mode mode,
        boolean started,
        boolean goalsSet,
        List<PartitionSplit> unassigned,
        List<PartitionSplit> goals,
        List<PartitionSplit> reached) {

    EnumeratorState {
        unassigned = List.copyOf(unassigned);
        goals = List.copyOf(goals);
        reached = List.copyOf(reached);
    }

    /** The state of a job that starts without any. */
    static EnumeratorState initial(Mode mode) {
        return new EnumeratorState(Id.ZERO, mode, false, false, List.of(), List.of(), List.of());
    }

    /** This state, or, if it is a job's in the other mode, what is left of it then: the archive tells the rest. */
    EnumeratorState in(Mode wanted) {
        return mode == wanted
                ? this
                : new EnumeratorState(archiveId, wanted, started, false, List.of(), List.of(), List.of());
    }
}
