// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.OffsetRange;
import dev.varve.format.UnsupportedFormatException;
import dev.varve.format.codec.FieldReader;
import dev.varve.format.codec.FieldWriter;
import dev.varve.format.record.ContentDigest;
import dev.varve.format.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * What one run is and covers, 96 bytes in block headers and footers: FORMAT.md, section 8.
 *
 * @param cause of a gap, else null
 * @param timestampType of all records; {@link TimestampType#NONE} for other kinds than data
 * @param partition at least 0
 * @param leaderEpoch -1 if unknown
 * @param start first offset covered
 * @param end one past the last offset covered
 * @param readAt writer's clock in milliseconds at the poll that gave the last of these offsets
 * @param minTimestamp smallest record timestamp, 0 without records
 * @param maxTimestamp largest record timestamp, 0 without records
 * @param recordBytes keys, values, header keys and header values added up
 * @param largestRecord the record bytes of the largest record
 * @param digest of the records, with their count
 * @param logStart log start offset seen at the source, for gaps and truncations; else -1
 */
public record RunHeader(
        RunKind kind,
        @Nullable GapCause cause,
        TimestampType timestampType,
        int partition,
        int leaderEpoch,
        long start,
        long end,
        long readAt,
        long minTimestamp,
        long maxTimestamp,
        long recordBytes,
        int largestRecord,
        ContentDigest digest,
        long logStart) {

    /** Length in bytes. */
    public static final int LENGTH = 96;

    private static final long MAX_COUNT = 0xffff_ffffL;

    public RunHeader {
        checkIdentity(kind, cause, timestampType, partition, leaderEpoch);
        checkRange(kind, start, end, logStart);
        checkRecords(kind, end - start, digest);
        checkSums(digest, minTimestamp, maxTimestamp, recordBytes, largestRecord);
    }

    /** The header of a run without records. */
    static RunHeader empty(
            TimestampType timestampType, int partition, int leaderEpoch, OffsetRange range, long readAt) {
        return new RunHeader(
                RunKind.DATA,
                null,
                timestampType,
                partition,
                leaderEpoch,
                range.start(),
                range.end(),
                readAt,
                0,
                0,
                0,
                0,
                ContentDigest.EMPTY,
                -1);
    }

    public long recordCount() {
        return digest.count();
    }

    /** Whether the entry says that its offsets were read, with or without records. */
    public boolean isData() {
        return kind == RunKind.DATA;
    }

    /** Whether {@code later} is data that continues this data with the same epoch and timestamp type. */
    public boolean isContinuedBy(RunHeader later) {
        return isData()
                && later.isData()
                && end == later.start
                && partition == later.partition
                && leaderEpoch == later.leaderEpoch
                && timestampType == later.timestampType;
    }

    /**
     * The header of one run with the records of both.
     *
     * @throws IllegalArgumentException unless {@link #isContinuedBy} holds
     */
    public RunHeader join(RunHeader later) {
        if (!isContinuedBy(later)) {
            throw new IllegalArgumentException("Cannot join run " + later + " to run " + this);
        }
        RunHeader timed = recordCount() == 0 ? later : this;
        RunHeader timedToo = later.recordCount() == 0 ? this : later;
        return new RunHeader(
                RunKind.DATA,
                null,
                timestampType,
                partition,
                leaderEpoch,
                start,
                later.end,
                later.readAt,
                Math.min(timed.minTimestamp, timedToo.minTimestamp),
                Math.max(timed.maxTimestamp, timedToo.maxTimestamp),
                recordBytes + later.recordBytes,
                Math.max(largestRecord, later.largestRecord),
                digest.join(later.digest),
                -1);
    }

    /**
     * Reads 96 bytes.
     *
     * @throws UnsupportedFormatException if kind, cause or timestamp type are unknown
     * @throws CorruptArchiveException if the fields contradict each other
     */
    public static RunHeader readFrom(FieldReader in) throws CorruptArchiveException, UnsupportedFormatException {
        int kindId = in.u8();
        RunKind kind = RunKind.fromId(kindId);
        if (kind == null) {
            throw in.unsupported(1, "unknown kind of run " + kindId);
        }
        int causeId = in.u8();
        GapCause cause = GapCause.fromId(causeId);
        if (cause == null && causeId != 0) {
            throw in.unsupported(1, "unknown gap cause " + causeId);
        }
        int typeId = in.u8();
        TimestampType type = TimestampType.fromId(typeId);
        if (type == null) {
            throw in.unsupported(1, "unknown timestamp type " + typeId);
        }
        in.skip(1);
        return readNumbers(in, kind, cause, type);
    }

    private static RunHeader readNumbers(FieldReader in, RunKind kind, @Nullable GapCause cause, TimestampType type)
            throws CorruptArchiveException {
        int partition = in.i32();
        int leaderEpoch = in.i32();
        long count = in.u32();
        long start = in.i64();
        long end = in.i64();
        long readAt = in.i64();
        long minTimestamp = in.i64();
        long maxTimestamp = in.i64();
        long recordBytes = in.u63("record bytes");
        int largest = in.u32AtMost(Integer.MAX_VALUE, "record bytes of the largest record");
        in.skip(Integer.BYTES);
        long ordered = in.i64();
        long unordered = in.i64();
        long logStart = in.i64();
        try {
            return new RunHeader(
                    kind,
                    cause,
                    type,
                    partition,
                    leaderEpoch,
                    start,
                    end,
                    readAt,
                    minTimestamp,
                    maxTimestamp,
                    recordBytes,
                    largest,
                    new ContentDigest(count, ordered, unordered),
                    logStart);
        } catch (IllegalArgumentException e) {
            throw in.corrupt(LENGTH, "run header contradicts itself: " + e.getMessage());
        }
    }

    /** Writes 96 bytes. */
    public void writeTo(FieldWriter out) {
        out.u8(kind.id())
                .u8(cause == null ? 0 : cause.id())
                .u8(timestampType.id())
                .u8(0);
        out.i32(partition).i32(leaderEpoch).u32(digest.count());
        out.i64(start).i64(end).i64(readAt).i64(minTimestamp).i64(maxTimestamp);
        out.i64(recordBytes).u32(largestRecord).u32(0);
        out.i64(digest.ordered()).i64(digest.unordered()).i64(logStart);
    }

    private static void checkIdentity(
            RunKind kind, @Nullable GapCause cause, TimestampType timestampType, int partition, int leaderEpoch) {
        if (partition < 0 || leaderEpoch < -1) {
            throw new IllegalArgumentException("Invalid run: partition=" + partition + ", leader epoch=" + leaderEpoch);
        }
        if ((kind == RunKind.GAP) != (cause != null) || (kind != RunKind.DATA && timestampType != TimestampType.NONE)) {
            throw new IllegalArgumentException(
                    "Invalid run: kind=" + kind + ", cause=" + cause + ", timestamp type=" + timestampType);
        }
    }

    private static void checkRange(RunKind kind, long start, long end, long logStart) {
        boolean rangeFits = switch (kind) {
            case DATA, GAP -> start < end;
            case TRUNCATED -> start <= end;
            case DELETED -> start == end;
        };
        boolean tellsLogStart = kind == RunKind.GAP || kind == RunKind.TRUNCATED;
        boolean logStartFits = tellsLogStart ? logStart >= -1 : logStart == -1;
        if (start < 0 || !rangeFits || !logStartFits) {
            throw new IllegalArgumentException(
                    "Invalid run: kind=" + kind + ", start=" + start + ", end=" + end + ", log start=" + logStart);
        }
    }

    private static void checkRecords(RunKind kind, long offsets, ContentDigest digest) {
        long count = digest.count();
        boolean fits = count <= MAX_COUNT && count <= offsets && (kind == RunKind.DATA || count == 0);
        if (!fits || (count == 0 && !digest.equals(ContentDigest.EMPTY))) {
            throw new IllegalArgumentException(
                    "Invalid run: kind=" + kind + ", offsets=" + offsets + ", digest=" + digest);
        }
    }

    private static void checkSums(
            ContentDigest digest, long minTimestamp, long maxTimestamp, long recordBytes, int largestRecord) {
        long count = digest.count();
        boolean fits = minTimestamp <= maxTimestamp
                && largestRecord >= 0
                && largestRecord <= recordBytes
                && recordBytes <= count * largestRecord;
        if (!fits || (count == 0 && (minTimestamp != 0 || maxTimestamp != 0))) {
            throw new IllegalArgumentException(
                    "Invalid run: records=" + count + ", smallest timestamp=" + minTimestamp + ", largest timestamp="
                            + maxTimestamp + ", record bytes=" + recordBytes + ", largest record=" + largestRecord);
        }
    }
}
