// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.sink;

import dev.varve.format.block.Chunk;
import dev.varve.format.segment.SegmentLayout;

/**
 * A chunk and the folder whose open segment takes it.
 *
 * @param folder relative to the archive
 */
record RoutedChunk(Chunk chunk, String folder, SegmentLayout layout) {}
