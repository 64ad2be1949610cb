/**
 * The nouns that every part of the archive format shares, its constants, and its exceptions. Start at {@link
 * dev.varve.format.TopicPartitionId}. Knows nothing of Flink, of Kafka, or of the packages below it.
 */
@NullMarked
package dev.varve.format;

import org.jspecify.annotations.NullMarked;
