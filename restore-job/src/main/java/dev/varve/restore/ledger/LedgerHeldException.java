// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.ledger;

import dev.varve.restore.cluster.TransactionHolders;
import dev.varve.restore.cluster.TransactionHolders.Holder;
import java.io.IOException;

/** An open transaction keeps readers of committed entries from the end of the ledger. */
public final class LedgerHeldException extends IOException {
    private final boolean passes;

    LedgerHeldException(String topic, long stable, long high, TransactionHolders holders, long waitedMillis) {
        super("Cannot read ledger topic " + topic + ": after " + waitedMillis / 1000 + " s its last stable offset is "
                + stable + ", below its end " + high + "; an open transaction holds it: " + holders + ". HINT: "
                + holders.leftHanging().map(holder -> abort(topic, holder)).orElse(WAIT));
        this.passes = holders.leftHanging().isEmpty();
    }

    private static final String WAIT = "it ends by the broker's transaction timeout; start again then";

    private static String abort(String topic, Holder holder) {
        return "Kafka has forgotten to end it, as can happen when all brokers of a partition die, and nobody else will. What it holds"
                + " counts as not restored and is restored again once you abort it: kafka-transactions.sh --bootstrap-server HOST:PORT"
                + " abort --topic " + topic + " --partition 0 --start-offset " + holder.firstOffset()
                + "; do the same in each target partition that find-hanging names. See \"A transaction that Kafka leaves hanging\" in"
                + " docs/exactly-once.md";
    }

    /** Whether it ends without anybody doing something, so that trying again makes sense. */
    public boolean passes() {
        return passes;
    }
}
