// SPDX-License-Identifier: Apache-2.0
/**
 * What a restore will do, computed before anything is written. Start at {@link dev.varve.restore.plan.Planner}. Writes nothing
 * anywhere.
 */
@NullMarked
package dev.varve.restore.plan;

import org.jspecify.annotations.NullMarked;
