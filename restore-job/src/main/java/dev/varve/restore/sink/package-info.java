// SPDX-License-Identifier: Apache-2.0
/**
 * Writes records to the target, and in the same Kafka transaction how far they are to the ledger. Start at
 * {@link dev.varve.restore.sink.ExactlyOnceSink}.
 */
@NullMarked
package dev.varve.restore.sink;

import org.jspecify.annotations.NullMarked;
