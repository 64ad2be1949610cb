// SPDX-License-Identifier: Apache-2.0
/**
 * Names of the backup's metrics, in one place: they are what dashboards and alerts are built on. Start at
 * {@link dev.varve.backup.metrics.BackupMetrics}. Knows nothing of who counts.
 */
@NullMarked
package dev.varve.backup.metrics;

import org.jspecify.annotations.NullMarked;
