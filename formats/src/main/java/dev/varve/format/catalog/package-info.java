/**
 * The read view over an archive: what it covers, which run is read where (FORMAT.md section 12), and whether it is whole.
 *
 * <p>Start at {@link dev.varve.format.catalog.Catalog}; {@link dev.varve.format.catalog.Verifier} proves an archive whole.
 * The package writes nothing.
 */
@NullMarked
package dev.varve.format.catalog;

import org.jspecify.annotations.NullMarked;
