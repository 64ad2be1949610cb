// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.catalog.GapRange;
import java.io.Serializable;
import java.util.List;

/**
 * What is restored of one partition of a source topic id. Sums are upper bounds where a time window or offsets cut runs.
 *
 * @param from first offset wanted; where the archive begins, if the request does not say
 * @param until one past the last offset wanted: the pinned end, at most where the archive ends; equal to {@code from} if there is
 *     nothing
 * @param records how many
 * @param recordBytes keys, values and headers of them added up
 * @param storedBytes what they take in the store
 * @param minTimestamp smallest record timestamp in milliseconds; meaningless without records
 * @param maxTimestamp largest record timestamp in milliseconds; meaningless without records
 * @param largestRecord record bytes of the largest record
 * @param gaps in the range, other than what was never archived because the source no longer had it at first contact
 * @param holes in the range, that nothing explains
 */
public record PlannedPartition(
        TopicPartitionId source,
        long from,
        long until,
        long records,
        long recordBytes,
        long storedBytes,
        long minTimestamp,
        long maxTimestamp,
        long largestRecord,
        List<GapRange> gaps,
        List<OffsetRange> holes)
        implements Serializable {

    public PlannedPartition {
        gaps = List.copyOf(gaps);
        holes = List.copyOf(holes);
        if (from > until) {
            throw new IllegalArgumentException(
                    "Invalid plan of " + source + ": from " + from + " is above until " + until);
        }
    }
}
