// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.target;

import dev.varve.format.Id;
import dev.varve.restore.ledger.LedgerEntry;

/**
 * A topic that this restore may write to.
 *
 * @param partitions how many it has
 * @param claim as the ledger has it
 */
public record TargetTopic(String name, Id id, int partitions, LedgerEntry.Claim claim) {}
