// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.RunHeader;

/**
 * One entry of a footer: what a segment says about some offsets of a partition.
 *
 * @param blockIndex of the block with its records; {@link #NO_BLOCK} if it has none
 * @param indexInBlock of the run among the runs of its block; 0 without block
 */
public record RunEntry(TopicPartitionId partition, RunHeader header, int blockIndex, int indexInBlock) {

    /** Block index of an entry without records. */
    public static final int NO_BLOCK = -1;

    public boolean hasBlock() {
        return blockIndex != NO_BLOCK;
    }
}
