// SPDX-License-Identifier: Apache-2.0
/**
 * The topics that a restore writes to: creates them, claims them, holds back their settings until all is verified. Start at
 * {@link dev.varve.restore.target.TargetTopics}. Knows nothing of how records are read or written.
 */
@NullMarked
package dev.varve.restore.target;

import org.jspecify.annotations.NullMarked;
