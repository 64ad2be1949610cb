// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import dev.varve.format.ArchiveException;
import dev.varve.format.FormatLimits;
import dev.varve.format.FormatVersion;
import dev.varve.format.codec.FieldReader;
import dev.varve.format.codec.FieldWriter;

/**
 * The last 32 bytes of a segment: FORMAT.md, section 9.
 *
 * @param footerPosition of the footer in the object
 * @param footerLength in bytes
 * @param footerCrc checksum of the footer
 */
record SegmentTrailer(long footerPosition, int footerLength, int footerCrc) {

    static final String MAGIC = "VARVEEND";
    static final int LENGTH = 32;

    private static final int CRC_POSITION = 20;
    private static final int MAGIC_POSITION = 24;

    void writeTo(FieldWriter out) {
        int start = out.length();
        out.i64(footerPosition).u32(footerLength).i32(footerCrc);
        out.u16(FormatVersion.MAJOR).u16(FormatVersion.MINOR);
        out.crcOfLast(out.length() - start).magic(MAGIC);
    }

    /** Reads the trailer at the end of {@code tail}, which ends where the object ends. */
    static SegmentTrailer read(byte[] tail, String objectName, long objectLength) throws ArchiveException {
        long position = objectLength - LENGTH;
        int start = tail.length - LENGTH;
        FieldReader end = new FieldReader(
                tail, start + MAGIC_POSITION, LENGTH - MAGIC_POSITION, objectName, position + MAGIC_POSITION);
        end.magic(MAGIC);
        FieldReader in = new FieldReader(tail, start, LENGTH, objectName, position);
        in.crcAt(0, CRC_POSITION, "trailer");
        long footerPosition = in.u63("position of footer");
        int footerLength = in.u32AtMost(FormatLimits.FOOTER_BYTES, "length of footer");
        int footerCrc = in.i32();
        in.version("trailer");
        if (footerPosition < SegmentHeader.LENGTH || footerPosition != position - footerLength) {
            throw in.corrupt(
                    in.position(),
                    "footer of " + footerLength + " bytes at position " + footerPosition
                            + " does not end at the trailer, object has " + objectLength + " bytes");
        }
        return new SegmentTrailer(footerPosition, footerLength, footerCrc);
    }
}
