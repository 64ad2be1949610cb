// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.OffsetRange;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.GapRange;
import dev.varve.format.catalog.PartitionCatalog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Holds a catalog against the plan: every wanted offset must be covered, or its absence recorded, or accepted by the plan. Otherwise
 * the archive has lost records since then, and they would pass for offsets without records.
 */
final class ExplainedOffsets {
    private ExplainedOffsets() {}

    /** @throws MissingRecordsException naming the first offsets that nothing explains */
    static void requireAll(Catalog catalog, RestoreSplit split, OffsetRange wanted) throws MissingRecordsException {
        List<OffsetRange> explained = new ArrayList<>(split.acceptedHoles());
        catalog.partition(split.source()).ifPresent(partition -> add(partition, explained));
        Collections.sort(explained);
        long next = wanted.start();
        for (OffsetRange range : explained) {
            if (range.start() > next) {
                break;
            }
            next = Math.max(next, range.end());
        }
        if (next < wanted.end()) {
            long from = next;
            long until = explained.stream()
                    .mapToLong(OffsetRange::start)
                    .filter(start -> start > from)
                    .min()
                    .orElse(wanted.end());
            throw MissingRecordsException.sincePlan(
                    split.source(), new OffsetRange(from, Math.min(until, wanted.end())));
        }
    }

    private static void add(PartitionCatalog partition, List<OffsetRange> explained) {
        explained.addAll(partition.covered());
        explained.addAll(partition.expired());
        partition.gaps().stream().map(GapRange::offsets).forEach(explained::add);
    }
}
