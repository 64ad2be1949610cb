// SPDX-License-Identifier: Apache-2.0
/**
 * What a job needs to work, tried one after the other before the job starts. Start at {@link dev.varve.job.check.Checks}. It knows
 * stores; what a cluster must allow is known by the job.
 */
@NullMarked
package dev.varve.job.check;

import org.jspecify.annotations.NullMarked;
