// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.ledger;

import java.io.Serializable;

/**
 * The right of one subtask's writer to write.
 *
 * @param owner the run and enumerator that gave it
 * @param subtask from 0
 * @param number 0 for the first after a global start, then one more at each restart of this subtask alone
 */
public record WriterToken(OwnerId owner, int subtask, int number) implements Serializable {

    /**
     * Who may write.
     *
     * @param runId one per submission of the job
     * @param enumerator one per start of its enumerator, random
     */
    public record OwnerId(String runId, String enumerator) implements Serializable {}
}
