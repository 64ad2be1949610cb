/**
 * An archive as a whole: its identity, and the small JSON objects that describe topics and changes (FORMAT.md section 5).
 *
 * <p>Start at {@link dev.varve.format.archive.Archive}. The package knows no segments and no manifests.
 */
@NullMarked
package dev.varve.format.archive;

import org.jspecify.annotations.NullMarked;
