/**
 * Blocks and the runs in them, from Kafka's fields to stored bytes and back. Start at {@link
 * dev.varve.format.block.ChunkEncoder} for writing and {@link dev.varve.format.block.BlockDecoder} for reading. Knows
 * nothing of segments and stores.
 */
@NullMarked
package dev.varve.format.block;

import org.jspecify.annotations.NullMarked;
