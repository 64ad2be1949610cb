// SPDX-License-Identifier: Apache-2.0
/**
 * Measures the jobs against what one thread can do. Start at {@link dev.varve.benchmarks.BackupCeiling} and
 * {@link dev.varve.benchmarks.RestoreCeiling}.
 */
@NullMarked
package dev.varve.benchmarks;

import org.jspecify.annotations.NullMarked;
