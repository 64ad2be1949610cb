// SPDX-License-Identifier: Apache-2.0
/**
 * The progress of one restore, kept in a compacted topic on the target. It is the truth: Flink's state never has to agree with it.
 * Start at {@link dev.varve.restore.ledger.Ledger}; docs/ledger.md specifies keys and values.
 */
@NullMarked
package dev.varve.restore.ledger;

import org.jspecify.annotations.NullMarked;
