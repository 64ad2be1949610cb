// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.sink;

import java.io.IOException;

/** A writer that was replaced before it opened its producer. It has written nothing; its subtask starts anew. */
public final class CutOffWriterException extends IOException {
    CutOffWriterException(String transactionalId, String found) {
        super("Cannot write with transactional id " + transactionalId + ": this writer was replaced, the ledger says "
                + found + ". It has written nothing.");
    }
}
