// SPDX-License-Identifier: Apache-2.0
/**
 * The target cluster: what it has, and changes of its topics. Start at {@link dev.varve.restore.cluster.TargetCluster}. Knows nothing of
 * plans and ledgers.
 */
@NullMarked
package dev.varve.restore.cluster;

import org.jspecify.annotations.NullMarked;
