// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import java.time.Clock;

/**
 * What every part of a reader uses.
 *
 * @param cluster closed by the reader
 */
record ReaderSurroundings(SourceCluster cluster, Incarnations incarnations, Clock clock, SourceMetrics metrics) {}
