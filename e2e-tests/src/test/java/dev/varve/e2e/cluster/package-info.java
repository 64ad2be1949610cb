// SPDX-License-Identifier: Apache-2.0
/**
 * The jobs as users run them: fat jars on a Flink cluster of real processes, submitted with Flink's own client. Start with {@link
 * dev.varve.e2e.cluster.StandaloneCluster}. Knows nothing of what the jobs do.
 */
@NullMarked
package dev.varve.e2e.cluster;

import org.jspecify.annotations.NullMarked;
