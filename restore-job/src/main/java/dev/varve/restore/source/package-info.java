// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the archive, in splits that the enumerator owns. Start at {@link dev.varve.restore.source.ArchiveSource}. Knows nothing of how
 * records are written, only of the ledger that says how far they are.
 */
@NullMarked
package dev.varve.restore.source;

import org.jspecify.annotations.NullMarked;
