// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.ledger;

import dev.varve.job.KafkaClients;
import dev.varve.restore.cluster.MissingRight;
import dev.varve.restore.cluster.TargetCluster;
import dev.varve.restore.cluster.TargetUnreachableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The ledger on the target cannot be used. */
public final class LedgerException extends IOException {
    private LedgerException(String message, Throwable cause) {
        super(message, cause);
    }

    private LedgerException(String message) {
        super(message);
    }

    /** What a failure of Kafka's clients means: one of ours if it is about reaching the target or about rights. */
    static IOException of(KafkaClients target, String topic, Throwable cause) {
        String message = "Cannot use ledger topic " + topic + ": " + cause.getMessage();
        if (TargetCluster.isUnreachable(cause)) {
            return new TargetUnreachableException(target.cluster().bootstrapServers(), cause);
        }
        Optional<IOException> login = MissingRight.login(target.cluster(), cause);
        if (login.isPresent()) {
            return login.get();
        }
        return MissingRight.isCauseOf(cause)
                ? new LedgerException(MissingRight.describe(message + ", where Read and Write are needed"), cause)
                : new IOException(message, cause);
    }

    static LedgerException unsupported(String restoreId, String found, int known) {
        return new LedgerException("Unsupported ledger of restore " + restoreId + ": found " + found
                + ", this Varve knows version " + known + ". HINT: go on with the version of Varve that wrote it.");
    }

    static LedgerException unreadable(String restoreId, byte[] key, Throwable cause) {
        return new LedgerException(
                "Corrupt ledger of restore " + restoreId + ": entry with key "
                        + new String(key, StandardCharsets.UTF_8) + " is unreadable: " + cause.getMessage()
                        + ". HINT: somebody else wrote to the ledger topic; start a restore with another id, or name an empty"
                        + " topic by target.ledgerTopic.",
                cause);
    }

    /** The owner's own record is not in it. */
    public static LedgerException lost(String topic) {
        return new LedgerException("Corrupt ledger: topic " + topic
                + " has lost the record of its owner. HINT: somebody deleted the topic or its records; without it nobody knows how far the"
                + " restore is, so start one with another id into empty topics.");
    }

    static LedgerException brokenChain(String subject, long expected, long found) {
        return new LedgerException(
                "Corrupt ledger: entry of " + subject + " begins at position " + found
                        + ", the one before ended at " + expected
                        + ". HINT: two runs wrote at once, or entries were deleted; start a restore with another id into an empty target.");
    }
}
