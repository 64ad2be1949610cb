// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.ledger;

import java.io.IOException;

/** An open transaction keeps readers of committed entries from the end of the ledger. It passes: trying again makes sense. */
public final class LedgerHeldException extends IOException {
    private final String holder;

    LedgerHeldException(String topic, long stable, long high, String holder, long waitedMillis) {
        super("Cannot read ledger topic " + topic + ": after " + waitedMillis / 1000 + " s its last stable offset is "
                + stable
                + ", below its end " + high + "; an open transaction holds it: " + holder
                + ". HINT: it ends by the broker's transaction timeout; start again then. One that stays was left hanging by a"
                + " broker that died: kafka-transactions.sh find-hanging names it, and docs/exactly-once.md says what to look at before"
                + " it is aborted.");
        this.holder = holder;
    }

    /** Who holds it, for people. */
    public String holder() {
        return holder;
    }
}
