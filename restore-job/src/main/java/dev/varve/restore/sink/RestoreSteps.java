// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.sink;

import dev.varve.restore.ledger.WriterToken;
import java.io.IOException;
import java.io.Serializable;

/** Told at the named steps of an exactly-once writer, so that tests can fail or hold it there. Production uses {@link #UNWATCHED}. */
@FunctionalInterface
public interface RestoreSteps extends Serializable {

    /** Nobody listens. */
    RestoreSteps UNWATCHED = (step, token) -> {};

    /** What a writer does, in this order; from {@link #SENT} on again and again. */
    enum Step {
        /** About to open its producer: the target does not know of this writer. */
        BEFORE_OPEN,
        /** Earlier producers of its subtask are cut off; whether it may write is not known yet. */
        OPENED,
        /** It may write. */
        ENTITLED,
        /** The records of one element were sent. */
        SENT,
        /** Records and entries of the ledger were sent. */
        BEFORE_COMMIT,
        COMMITTED
    }

    /**
     * Called in the task's thread.
     *
     * @throws IOException to fail the task
     */
    void reached(Step step, WriterToken token) throws IOException;
}
