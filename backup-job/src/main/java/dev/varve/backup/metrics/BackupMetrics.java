// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.metrics;

import dev.varve.job.ProgressReporter;

/** Names of metrics; registered with the operator that counts. A name never changes its meaning. */
public final class BackupMetrics {
    /** Source, counter: records read. */
    public static final String RECORDS = ProgressReporter.RECORDS;
    /** Source, counter: bytes of keys, values and headers read. */
    public static final String RECORD_BYTES = ProgressReporter.RECORD_BYTES;
    /** Source, gauge: offsets that are committed and not read yet; of a subtask, and below topic and partition of one. */
    public static final String LAG = ProgressReporter.LAG;
    /** Source, gauge below topic and partition: all offsets before it are safe in the archive. */
    public static final String ARCHIVED_OFFSET = "archivedOffset";
    /** Source, counter: gaps recorded. */
    public static final String GAPS = "gaps";
    /** Source, counter: offsets in those gaps. */
    public static final String GAP_OFFSETS = "gapOffsets";
    /** Source, counter: logs found cut back. */
    public static final String TRUNCATIONS = "truncations";
    /** Source, counter: partitions whose topic id is gone, by deletion or re-creation. */
    public static final String DELETED_PARTITIONS = "deletedPartitions";
    /** Source, gauge at the coordinator: milliseconds for which the oldest open transaction has held a stable offset back. */
    public static final String STABLE_OFFSET_AGE = "lastStableOffsetAge";

    /** Committer, counter: segments published. */
    public static final String SEGMENTS = "segments";
    /** Committer, counter: blocks in them. */
    public static final String BLOCKS = "blocks";
    /** Committer, counter: records in them. */
    public static final String ARCHIVED_RECORDS = "archivedRecords";
    /** Committer, counter: bytes of keys, values and headers in them. */
    public static final String ARCHIVED_RECORD_BYTES = "archivedRecordBytes";
    /** Committer, counter: bytes of the segments. */
    public static final String STORED_BYTES = "storedBytes";
    /** Committer, gauge: archived record bytes by stored bytes. */
    public static final String COMPRESSION_RATIO = "compressionRatio";
    /** Committer, gauge: when the last commit was complete, in milliseconds since 1970; 0 before the first. */
    public static final String LAST_COMMIT = ProgressReporter.LAST_COMMIT;
    /** Committer, gauge: milliseconds since the last complete commit, or since the start. */
    public static final String SINCE_LAST_COMMIT = "timeSinceLastCommit";

    /** Committer, gauge: writers of other jobs that were seen writing to the same partitions of the archive at the same time. */
    public static final String OTHER_WRITERS = "otherWriters";

    /** Writer, gauge: bytes that wait in memory to be written. */
    public static final String BUFFERED_BYTES = "bufferedBytes";

    /** Group of metrics of a topic. */
    public static final String TOPIC = "topic";
    /** Group of metrics of a partition, below its topic. */
    public static final String PARTITION = "partition";

    private BackupMetrics() {}
}
