// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import java.util.List;

/**
 * Sums over planned partitions; upper bounds, as theirs are.
 *
 * @param minTimestamp smallest record timestamp in milliseconds; meaningless without records
 * @param maxTimestamp largest record timestamp in milliseconds; meaningless without records
 */
public record PlanSums(long records, long recordBytes, long storedBytes, long minTimestamp, long maxTimestamp) {

    /** Of everything. */
    public static PlanSums of(RestorePlan plan) {
        return of(plan.topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .toList());
    }

    /** Of one topic. */
    public static PlanSums of(PlannedTopic topic) {
        return of(topic.partitions());
    }

    private static PlanSums of(List<PlannedPartition> partitions) {
        long records = 0;
        long recordBytes = 0;
        long storedBytes = 0;
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (PlannedPartition partition : partitions) {
            records += partition.records();
            recordBytes += partition.recordBytes();
            storedBytes += partition.storedBytes();
            if (partition.records() > 0) {
                min = Math.min(min, partition.minTimestamp());
                max = Math.max(max, partition.maxTimestamp());
            }
        }
        return new PlanSums(records, recordBytes, storedBytes, min, max);
    }
}
