// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.ledger;

import dev.varve.format.Id;
import dev.varve.job.KafkaClients;
import dev.varve.job.config.ConnectionConfig;
import java.io.Serializable;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Which ledger, and the names that belong to it. Its text hides secrets.
 *
 * @param target the cluster it is on
 * @param topic of the ledger
 * @param transactionTimeout after which the broker ends a writer's transaction
 */
public record LedgerLocation(
        ConnectionConfig.Cluster target, String topic, String restoreId, Id archiveId, Duration transactionTimeout)
        implements Serializable {

    /** Connects. */
    public Ledger open() {
        return Ledger.open(clients(), topic, restoreId, archiveId, transactionTimeout);
    }

    /** Clients of the target. */
    public KafkaClients clients() {
        return new KafkaClients(target);
    }

    /** Entries as this ledger's records. */
    public LedgerJson json() {
        return new LedgerJson(restoreId, archiveId);
    }

    /** The transactional id of a subtask's writer. */
    public String transactionalId(int subtask) {
        return "varve/" + restoreId + "/" + subtask;
    }

    /** Matches the transactional ids of this restore and no other, as RE2 and Java alike. */
    public String transactionalIds() {
        return "^" + Pattern.quote("varve/" + restoreId + "/") + "[0-9]+$";
    }
}
