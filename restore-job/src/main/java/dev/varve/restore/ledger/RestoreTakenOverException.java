// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.ledger;

import java.io.IOException;

/** Another run of the same restore has become the owner. This one has written nothing since. */
public final class RestoreTakenOverException extends IOException {
    private final String restoreId;
    private final String owner;

    public RestoreTakenOverException(String restoreId, String runId, String owner) {
        super("Cannot go on with restore " + restoreId + ": run " + owner + " has taken the place of this run, " + runId
                + ", which has written nothing since. HINT: a second run of the same id was started, and goes on where this one"
                + " stopped; run one at a time.");
        this.restoreId = restoreId;
        this.owner = owner;
    }

    public String restoreId() {
        return restoreId;
    }

    /** The run that may write now. */
    public String owner() {
        return owner;
    }
}
