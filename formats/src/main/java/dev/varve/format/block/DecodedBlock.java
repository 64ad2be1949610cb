// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.record.ContentDigest;
import dev.varve.format.record.RecordHash;
import java.util.List;

/** A block whose records were all verified. Immutable; holds the whole raw payload. */
public final class DecodedBlock {

    private static final String[] SECTION_NAMES = {
        "offsets", "timestamps", "key lengths", "value lengths", "headers", "keys", "values"
    };

    private final BlockHeader header;
    private final byte[] raw;
    private final String objectName;
    private final long payloadPosition;

    /** Where each section of each run begins, run by run; one more run for the ends. */
    private final int[] positions;

    DecodedBlock(BlockHeader header, byte[] raw, String objectName, long payloadPosition) {
        this.header = header;
        this.raw = raw;
        this.objectName = objectName;
        this.payloadPosition = payloadPosition;
        positions = new int[(header.runs().size() + 1) * Payload.SECTIONS];
    }

    public BlockHeader header() {
        return header;
    }

    /** The runs, in the order of their records. */
    public List<RunHeader> runs() {
        return header.runs();
    }

    /** A cursor before the first record of a run. Several may be used at a time. */
    public RecordCursor cursor(int run) {
        return new RecordCursor(this, run);
    }

    byte[] raw() {
        return raw;
    }

    int sectionStart(int run, int section) {
        return positions[run * Payload.SECTIONS + section];
    }

    CorruptArchiveException corrupt(String finding) {
        return new CorruptArchiveException(
                objectName, payloadPosition, "block " + header.index() + ", payload: " + finding);
    }

    void verify(int rawPosition, RecordHash hash) throws CorruptArchiveException {
        int runs = header.runs().size();
        int[] ends = placeSections(rawPosition);
        for (int run = 0; run < runs; run++) {
            System.arraycopy(ends, 0, positions, (run + 1) * Payload.SECTIONS, Payload.SECTIONS);
            RecordCursor cursor = new RecordCursor(this, run);
            verifyRun(header.runs().get(run), cursor, hash);
            for (int section = 0; section < Payload.SECTIONS; section++) {
                positions[(run + 1) * Payload.SECTIONS + section] = cursor.position(section);
            }
        }
        for (int section = 0; section < Payload.SECTIONS; section++) {
            int left = ends[section] - sectionStart(runs, section);
            if (left != 0) {
                throw corrupt(left + " bytes left over in section " + SECTION_NAMES[section]);
            }
        }
    }

    /** Sets the section starts of the first run, and returns the section ends. */
    private int[] placeSections(int rawPosition) throws CorruptArchiveException {
        int length = header.rawLength();
        if (length < Payload.PREFIX_LENGTH) {
            throw corrupt("need " + Payload.PREFIX_LENGTH + " bytes of section lengths, found " + length);
        }
        int[] ends = new int[Payload.SECTIONS];
        long sum = Payload.PREFIX_LENGTH;
        for (int section = 0; section < Payload.SECTIONS; section++) {
            positions[section] = (int) (rawPosition + sum);
            sum += Integer.toUnsignedLong(Payload.sectionLength(raw, rawPosition, section));
            if (sum > length) {
                throw corrupt("section " + SECTION_NAMES[section] + " runs beyond the " + length + " bytes of payload");
            }
            ends[section] = (int) (rawPosition + sum);
        }
        if (sum != length) {
            throw corrupt("sections add up to " + sum + " bytes, payload has " + length);
        }
        return ends;
    }

    private void verifyRun(RunHeader run, RecordCursor cursor, RecordHash hash) throws CorruptArchiveException {
        long ordered = 0;
        long unordered = 0;
        long recordBytes = 0;
        long largest = 0;
        long minTimestamp = Long.MAX_VALUE;
        long maxTimestamp = Long.MIN_VALUE;
        while (cursor.advance()) {
            long size = cursor.hash(hash);
            long recordHash = hash.finish();
            ordered = ContentDigest.fold(ordered, recordHash);
            unordered += recordHash;
            recordBytes += size;
            largest = Math.max(largest, size);
            minTimestamp = Math.min(minTimestamp, cursor.timestamp());
            maxTimestamp = Math.max(maxTimestamp, cursor.timestamp());
        }
        expect(run, "smallest timestamp", run.minTimestamp(), minTimestamp);
        expect(run, "largest timestamp", run.maxTimestamp(), maxTimestamp);
        expect(run, "record bytes", run.recordBytes(), recordBytes);
        expect(run, "record bytes of the largest record", run.largestRecord(), largest);
        expect(run, "ordered digest", run.digest().ordered(), ordered);
        expect(run, "unordered digest", run.digest().unordered(), unordered);
    }

    private void expect(RunHeader run, String what, long expected, long found) throws CorruptArchiveException {
        if (found != expected) {
            throw corrupt(what + " of partition " + run.partition() + " [" + run.start() + ", " + run.end()
                    + ") expected " + expected + ", found " + found);
        }
    }
}
