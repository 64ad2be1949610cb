// SPDX-License-Identifier: Apache-2.0
/**
 * The backup job: from Kafka to an archive. Start at {@code BackupTopology}; {@link dev.varve.backup.BackupJob} is the main, and
 * {@link dev.varve.backup.EmbeddedBackup} runs the same job without a cluster.
 */
@NullMarked
package dev.varve.backup;

import org.jspecify.annotations.NullMarked;
