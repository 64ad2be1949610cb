// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.block.Chunk;
import org.jspecify.annotations.Nullable;

/**
 * A step of a split: what it gave, and where it stands after it.
 *
 * @param chunk null if the step gave nothing to archive
 */
record ReadChunk(@Nullable Chunk chunk, long position, int leaderEpoch, long readAt, long end, SplitEnd ended) {}
