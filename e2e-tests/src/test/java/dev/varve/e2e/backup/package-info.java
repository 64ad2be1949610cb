// SPDX-License-Identifier: Apache-2.0
/**
 * The whole backup, from topics on a real broker to what a reader finds in the archive. Start at {@link BackupOf}; the expected side is
 * {@link ProducedTopic}, which never reads through Varve.
 */
@NullMarked
package dev.varve.e2e.backup;

import org.jspecify.annotations.NullMarked;
