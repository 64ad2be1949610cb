// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import dev.varve.format.ArchiveException;
import dev.varve.format.FormatVersion;
import dev.varve.format.Id;
import dev.varve.format.codec.FieldReader;
import dev.varve.format.codec.FieldWriter;
import java.time.Instant;

/**
 * Who wrote a segment, when and how; the same 112 bytes in header and footer: FORMAT.md, section 6. A segment that is
 * encrypted or needs unknown features is never represented.
 *
 * @param segmentId random, tells the segment from all others
 * @param writerId one per run of the writing program
 * @param writerStarted time the writer started, in milliseconds
 * @param created time the segment was created, in milliseconds
 * @param generation 0 for what a backup wrote
 * @param digestSeed seed of the record hashes
 * @param compatibleFeatures bits that readers may ignore
 */
public record SegmentIdentity(
        Id archiveId,
        Id segmentId,
        Id writerId,
        Instant writerStarted,
        Instant created,
        long generation,
        SegmentLayout layout,
        long digestSeed,
        long compatibleFeatures) {

    /** Length in bytes. */
    public static final int LENGTH = 112;

    private static final int DIGEST_XXH64 = 1;
    private static final long MAX_GENERATION = 0xffff_ffffL;

    public SegmentIdentity {
        if (generation < 0 || generation > MAX_GENERATION) {
            throw new IllegalArgumentException("Invalid generation: " + generation + ", need 0 to " + MAX_GENERATION);
        }
    }

    /** The identity of a new segment of a backup; times are cut to milliseconds. */
    public static SegmentIdentity ofBackup(
            Id archiveId, Id segmentId, Id writerId, Instant writerStarted, Instant created, SegmentLayout layout) {
        return new SegmentIdentity(
                archiveId,
                segmentId,
                writerId,
                Instant.ofEpochMilli(writerStarted.toEpochMilli()),
                Instant.ofEpochMilli(created.toEpochMilli()),
                0,
                layout,
                0,
                0);
    }

    /** Writes 112 bytes. */
    void writeTo(FieldWriter out) {
        out.id(archiveId).id(segmentId).id(writerId);
        out.i64(writerStarted.toEpochMilli()).i64(created.toEpochMilli());
        out.u32(generation).u8(layout.id()).u8(DIGEST_XXH64).u16(0);
        out.i64(digestSeed).i64(0).i64(compatibleFeatures).id(Id.ZERO);
    }

    /** Reads 112 bytes. */
    static SegmentIdentity readFrom(FieldReader in) throws ArchiveException {
        Id archiveId = in.id();
        Id segmentId = in.id();
        Id writerId = in.id();
        Instant writerStarted = Instant.ofEpochMilli(in.i64());
        Instant created = Instant.ofEpochMilli(in.i64());
        long generation = in.u32();
        int layoutId = in.u8();
        SegmentLayout layout = SegmentLayout.fromId(layoutId);
        if (layout == null) {
            throw in.unsupported(1, "unknown layout " + layoutId);
        }
        int digest = in.u8();
        if (digest != DIGEST_XXH64) {
            throw in.unsupported(1, "unknown digest algorithm " + digest);
        }
        in.skip(Short.BYTES);
        long seed = in.i64();
        long incompatible = in.i64();
        FormatVersion.checkFeatures(incompatible, "segment", in.objectName(), in.objectPosition() - Long.BYTES);
        long compatible = in.i64();
        Id keyId = in.id();
        if (!keyId.isZero()) {
            throw in.unsupported(Id.LENGTH, "segment is encrypted with key " + keyId);
        }
        return new SegmentIdentity(
                archiveId, segmentId, writerId, writerStarted, created, generation, layout, seed, compatible);
    }
}
