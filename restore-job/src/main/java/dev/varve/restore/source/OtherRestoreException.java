// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import java.io.IOException;

/** A savepoint of one restore was given to another. */
public final class OtherRestoreException extends IOException {
    private static final long serialVersionUID = 1;

    OtherRestoreException(RestoreState found, RestoreState expected) {
        super("Cannot resume: the savepoint belongs to restore " + found.restoreId() + " of archive "
                + found.archiveId().hex() + ", this job is restore " + expected.restoreId() + " of archive "
                + expected.archiveId().hex()
                + ". HINT: start without it; the ledger on the target knows how far the restore is");
    }
}
