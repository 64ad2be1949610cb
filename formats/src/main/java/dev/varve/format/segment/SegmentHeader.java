// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import dev.varve.format.ArchiveException;
import dev.varve.format.FormatVersion;
import dev.varve.format.codec.FieldReader;
import dev.varve.format.codec.FieldWriter;

/** The first 132 bytes of a segment: FORMAT.md, section 6. */
final class SegmentHeader {

    static final String MAGIC = "VARVESEG";
    static final int LENGTH = 132;
    static final int IDENTITY_POSITION = 16;

    private static final int CRC_POSITION = 128;

    private SegmentHeader() {}

    static void write(SegmentIdentity identity, FieldWriter out) {
        int start = out.length();
        out.magic(MAGIC).u16(FormatVersion.MAJOR).u16(FormatVersion.MINOR).u32(LENGTH);
        identity.writeTo(out);
        out.crcOfLast(out.length() - start);
    }

    static SegmentIdentity read(FieldReader in) throws ArchiveException {
        int start = in.position();
        in.magic(MAGIC);
        in.version("segment header");
        in.crcAt(start, CRC_POSITION, "segment header");
        in.u32Exactly(LENGTH, "length of segment header");
        SegmentIdentity identity = SegmentIdentity.readFrom(in);
        in.skip(Integer.BYTES);
        return identity;
    }
}
