// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import java.io.Serializable;

/**
 * Sums over runs.
 *
 * @param records how many
 * @param recordBytes keys, values and headers added up
 * @param storedBytes what these runs take in the store, estimated by their share of their blocks
 * @param minTimestamp smallest record timestamp in milliseconds; meaningless if there are no records
 * @param maxTimestamp largest record timestamp in milliseconds; meaningless if there are no records
 * @param largestRecord record bytes of the largest record
 */
public record RecordTotals(
        long records, long recordBytes, long storedBytes, long minTimestamp, long maxTimestamp, long largestRecord)
        implements Serializable {

    /** Of no runs. */
    public static final RecordTotals NONE = new RecordTotals(0, 0, 0, Long.MAX_VALUE, Long.MIN_VALUE, 0);

    /** The sum of both. */
    public RecordTotals plus(RecordTotals other) {
        return new RecordTotals(
                records + other.records,
                recordBytes + other.recordBytes,
                storedBytes + other.storedBytes,
                Math.min(minTimestamp, other.minTimestamp),
                Math.max(maxTimestamp, other.maxTimestamp),
                Math.max(largestRecord, other.largestRecord));
    }
}
