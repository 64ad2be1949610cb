// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.Id;
import dev.varve.format.archive.TopicDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the archive has of one topic id.
 *
 * @param topicId zero if the broker had no topic ids
 * @param description the latest; null if there is none
 * @param partitions those with entries, ascending
 */
public record TopicCatalog(
        String topic, Id topicId, @Nullable TopicDescription description, List<PartitionCatalog> partitions) {

    public TopicCatalog {
        partitions = List.copyOf(partitions);
    }

    /** The sum over the partitions. */
    public RecordTotals totals() {
        return partitions.stream().map(PartitionCatalog::totals).reduce(RecordTotals.NONE, RecordTotals::plus);
    }
}
