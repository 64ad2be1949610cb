// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How to read a catalog.
 *
 * @param listing which folders of segments are listed
 * @param asOf if not null, the archive as it had been read from the source by then
 * @param parallelism how many objects are read at once, at least 1
 */
public record CatalogOptions(Listing listing, @Nullable Instant asOf, int parallelism) {

    /** Which folders of segments are listed, to find segments that no manifest names. */
    public enum Listing {
        /** Where a hole shows, and the newest date that manifests know and later ones. */
        WHERE_NEEDED,
        /** All of them. Segments that manifests name and that are not there do not count, and are findings. */
        FULL
    }

    public CatalogOptions {
        if (parallelism < 1) {
            throw new IllegalArgumentException("Invalid parallelism: need at least 1, found: " + parallelism);
        }
    }

    /** Lists where needed, everything that was read so far, four objects at once. */
    public static CatalogOptions defaults() {
        return new CatalogOptions(Listing.WHERE_NEEDED, null, 4);
    }

    public CatalogOptions withListing(Listing other) {
        return new CatalogOptions(other, asOf, parallelism);
    }

    public CatalogOptions withAsOf(Instant time) {
        return new CatalogOptions(listing, time, parallelism);
    }

    public CatalogOptions withParallelism(int objects) {
        return new CatalogOptions(listing, asOf, objects);
    }
}
