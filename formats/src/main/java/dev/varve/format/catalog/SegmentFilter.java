// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.Id;
import dev.varve.format.block.RunHeader;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which segments and entries count.
 *
 * @param changes segments that they removed do not count
 * @param excluded ids of segments that are known to be missing
 * @param asOf if not null, entries that were read later do not count
 */
record SegmentFilter(
        ChangedRanges changes, Set<Id> excluded, @Nullable Instant asOf) {
    SegmentFilter {
        excluded = Set.copyOf(excluded);
    }

    boolean counts(ScannedSegment segment) {
        Id id = segment.footer().identity().segmentId();
        return !changes.removes(id) && !excluded.contains(id);
    }

    boolean counts(RunHeader entry) {
        return asOf == null || entry.readAt() <= asOf.toEpochMilli();
    }
}
