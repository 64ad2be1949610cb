// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.sink;

import java.io.IOException;
import java.io.Serializable;

/** Told at the named steps of a commit, so that tests can fail the job there. Production uses {@link #UNWATCHED}. */
@FunctionalInterface
public interface BackupSteps extends Serializable {

    /** Nobody listens. */
    BackupSteps UNWATCHED = (step, moment, number) -> {};

    /** What a subtask does at a checkpoint, in this order. */
    enum Step {
        FLUSH,
        /** Completing one segment; the number counts segments of this attempt from 1. */
        CLOSE_FOR_COMMIT,
        SNAPSHOT,
        /** Publishing one segment; the number counts segments of this commit from 1. */
        COMMIT_FILE,
        READ_BACK,
        MANIFEST_WRITE
    }

    /** Before or after the step. */
    enum Moment {
        BEFORE,
        AFTER
    }

    /**
     * Called in the task's thread.
     *
     * @param number of the segment, where a step is about one; else 1
     * @throws IOException to fail the task
     */
    void reached(Step step, Moment moment, int number) throws IOException;
}
