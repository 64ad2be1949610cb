// SPDX-License-Identifier: Apache-2.0
/**
 * Reads topics completely and turns what every poll gives into chunks, with the gaps, truncations and deletions that explain what could
 * not be read. Start at {@link dev.varve.backup.source.KafkaTopicSource}: {@code TopicEnumerator} decides what is read from where,
 * {@code ChunkSplitReader} reads it. Knows nothing of segments and of the sink.
 */
@NullMarked
package dev.varve.backup.source;

import org.jspecify.annotations.NullMarked;
