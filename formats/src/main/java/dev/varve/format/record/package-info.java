/**
 * One Kafka record as kept, and the digests over its content. Start at {@link dev.varve.format.record.ArchivedRecord}.
 * Knows nothing of blocks, files and stores.
 */
@NullMarked
package dev.varve.format.record;

import org.jspecify.annotations.NullMarked;
