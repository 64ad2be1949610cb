// SPDX-License-Identifier: Apache-2.0
/** Measures the backup job against what one thread can do. Start at {@link dev.varve.benchmarks.BackupCeiling}. */
@NullMarked
package dev.varve.benchmarks;

import org.jspecify.annotations.NullMarked;
