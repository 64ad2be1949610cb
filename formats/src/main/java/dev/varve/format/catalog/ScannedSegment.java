// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.segment.SegmentFooter;
import dev.varve.format.segment.SegmentIdentity;
import org.jspecify.annotations.Nullable;

/**
 * A segment met while going through an archive.
 *
 * @param footer its own, or the copy in a manifest
 * @param manifest the manifest that the footer was copied to; null if it was read from the segment
 */
record ScannedSegment(
        String name,
        long length,
        SegmentFooter footer,
        @Nullable String manifest) {
    SegmentRef ref() {
        SegmentIdentity identity = footer.identity();
        return new SegmentRef(name, identity.segmentId(), identity.writerId(), identity.generation());
    }
}
