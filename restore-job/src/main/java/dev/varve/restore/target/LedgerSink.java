// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.target;

import dev.varve.restore.ledger.LedgerEntry;
import java.io.IOException;
import java.util.List;

/** Where entries of the ledger go. */
@FunctionalInterface
public interface LedgerSink {
    /** Writes entries in this order, and returns when the target has them for good. A failure may leave the first of them. */
    void append(List<? extends LedgerEntry> entries) throws IOException;
}
