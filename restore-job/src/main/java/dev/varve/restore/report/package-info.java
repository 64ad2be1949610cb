// SPDX-License-Identifier: Apache-2.0
/**
 * What became of a restore, for people and programs. Start at {@link dev.varve.restore.report.RestoreReport}. Asks nobody: all of it
 * comes from plan, ledger and verification.
 */
@NullMarked
package dev.varve.restore.report;

import org.jspecify.annotations.NullMarked;
