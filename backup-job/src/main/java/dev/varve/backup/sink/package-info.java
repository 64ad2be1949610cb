// SPDX-License-Identifier: Apache-2.0
/**
 * Writes chunks into segments and publishes them: Flink's FileSink with our own routing, file format and commit.
 *
 * <p>Start at {@link dev.varve.backup.sink.ArchiveSink}. The package does not know where chunks come from.
 */
@NullMarked
package dev.varve.backup.sink;

import org.jspecify.annotations.NullMarked;
