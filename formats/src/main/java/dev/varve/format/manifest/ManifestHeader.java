// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.manifest;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.FormatLimits;
import dev.varve.format.FormatVersion;
import dev.varve.format.Id;
import dev.varve.format.codec.FieldReader;
import dev.varve.format.codec.FieldWriter;
import java.io.IOException;

/** The header of a manifest: FORMAT.md section 10. */
record ManifestHeader(
        Id archiveId, Id writerId, long created, int kind, long segmentCount, long storedLength, long rawLength) {

    private static final int CHECKED_LENGTH = 96;

    void writeTo(FieldWriter out) {
        out.magic(ManifestFormat.MAGIC)
                .u16(FormatVersion.MAJOR)
                .u16(FormatVersion.MINOR)
                .u32(ManifestFormat.HEADER_LENGTH)
                .id(archiveId)
                .id(writerId)
                .i64(created)
                .i64(0)
                .i64(0)
                .u8(kind)
                .u8(ManifestFormat.CODEC_ZSTD)
                .u16(0)
                .u32(segmentCount)
                .i64(storedLength)
                .i64(rawLength)
                .crcOfLast(CHECKED_LENGTH);
    }

    static ManifestHeader read(byte[] bytes, String objectName, long objectLength) throws IOException {
        FieldReader in = new FieldReader(bytes, 0, bytes.length, objectName, 0);
        in.magic(ManifestFormat.MAGIC);
        int major = in.u16();
        int minor = in.u16();
        FormatVersion.check(major, minor, "manifest", objectName, ManifestFormat.MAGIC.length());
        in.crcAt(0, CHECKED_LENGTH, "manifest header");
        long headerLength = in.u32();
        if (headerLength != ManifestFormat.HEADER_LENGTH) {
            throw in.corrupt(
                    Integer.BYTES,
                    "header length expected " + ManifestFormat.HEADER_LENGTH + ", found " + headerLength);
        }
        int fields = in.position();
        return readFields(new FieldReader(bytes, fields, CHECKED_LENGTH - fields, objectName, fields), objectLength);
    }

    private static ManifestHeader readFields(FieldReader in, long objectLength) throws IOException {
        Id archiveId = in.id();
        Id writerId = in.id();
        long created = in.i64();
        long featuresAt = in.objectPosition();
        FormatVersion.checkFeatures(in.i64(), "manifest", in.objectName(), featuresAt);
        in.i64();
        int kind = in.u8();
        if (kind != ManifestFormat.KIND_COMMIT && kind != ManifestFormat.KIND_ROLL_UP) {
            throw in.unsupported(Byte.BYTES, "unknown kind of manifest " + kind);
        }
        int codec = in.u8();
        if (codec != ManifestFormat.CODEC_ZSTD) {
            throw in.unsupported(Byte.BYTES, "unknown codec " + codec);
        }
        in.u16();
        long segmentCount = in.u32();
        long storedLength = in.u63("stored length");
        long expected = objectLength - ManifestFormat.HEADER_LENGTH - ManifestFormat.TRAILER_LENGTH;
        if (storedLength != expected || storedLength > FormatLimits.STORED_MANIFEST_BYTES) {
            throw in.corrupt(
                    Long.BYTES,
                    "stored length expected " + expected + " and at most " + FormatLimits.STORED_MANIFEST_BYTES
                            + ", found " + storedLength);
        }
        long rawLength = in.u63("raw length");
        long most = Math.min(FormatLimits.RAW_MANIFEST_BYTES, FormatLimits.rawBytesFromZstd(storedLength));
        if (rawLength > most) {
            throw in.corrupt(Long.BYTES, "raw length expected at most " + most + ", found " + rawLength);
        }
        return new ManifestHeader(archiveId, writerId, created, kind, segmentCount, storedLength, rawLength);
    }

    CorruptArchiveException corrupt(String objectName, String finding) {
        return new CorruptArchiveException(objectName, ManifestFormat.HEADER_LENGTH, finding);
    }
}
