// SPDX-License-Identifier: Apache-2.0
/**
 * Reads back what was restored and compares it with what the ledger says was sent. Start at
 * {@link dev.varve.restore.verification.VerificationJob}. Reads with Flink's KafkaSource, so that it shares no code with what wrote.
 */
@NullMarked
package dev.varve.restore.verification;

import org.jspecify.annotations.NullMarked;
