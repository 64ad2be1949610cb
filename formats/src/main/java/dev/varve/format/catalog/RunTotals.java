// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.block.RunHeader;

/** Sums up runs one by one. Mutable; for one thread. */
final class RunTotals {
    private long runs;
    private long records;
    private long recordBytes;
    private long storedBytes;
    private long minTimestamp = Long.MAX_VALUE;
    private long maxTimestamp = Long.MIN_VALUE;
    private long largestRecord;

    void add(RunCandidate candidate) {
        RunHeader run = candidate.header();
        runs++;
        storedBytes += candidate.stored();
        if (run.recordCount() > 0) {
            records += run.recordCount();
            recordBytes += run.recordBytes();
            minTimestamp = Math.min(minTimestamp, run.minTimestamp());
            maxTimestamp = Math.max(maxTimestamp, run.maxTimestamp());
            largestRecord = Math.max(largestRecord, run.largestRecord());
        }
    }

    long runs() {
        return runs;
    }

    RecordTotals totals() {
        return new RecordTotals(records, recordBytes, storedBytes, minTimestamp, maxTimestamp, largestRecord);
    }
}
