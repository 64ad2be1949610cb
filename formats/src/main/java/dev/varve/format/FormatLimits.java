// SPDX-License-Identifier: Apache-2.0
package dev.varve.format;

/** What writers keep to and readers check before they allocate: FORMAT.md, section 16. */
public final class FormatLimits {

    /** Bytes of a block's payload before compression. */
    public static final int RAW_BLOCK_BYTES = 1_610_612_736;

    /** Runs in a block. */
    public static final int RUNS_PER_BLOCK = 1_000_000;

    /** Bytes of a block before its payload. */
    public static final int BLOCK_HEADER_BYTES = 100_000_000;

    /** Bytes of a footer. */
    public static final int FOOTER_BYTES = 268_435_456;

    /** Bytes of a segment. */
    public static final long SEGMENT_BYTES = 1L << 62;

    /** Bytes of a topic's name. */
    public static final int TOPIC_NAME_BYTES = 249;

    /** Bytes of an object's name. */
    public static final int OBJECT_NAME_BYTES = 1_000;

    /** Bytes of a JSON object. */
    public static final int JSON_BYTES = 16 * 1024 * 1024;

    /** Bytes of a manifest's payload as stored. */
    public static final long STORED_MANIFEST_BYTES = 1L << 30;

    /** Bytes of a manifest's payload after decompression. */
    public static final long RAW_MANIFEST_BYTES = 1L << 34;

    private static final int ZSTD_RATIO = 40_000;
    private static final int ZSTD_ALLOWANCE = 131_072;
    private static final int STORED_SHARE = 128;
    private static final int STORED_ALLOWANCE = 1_024;

    private FormatLimits() {}

    /** Most bytes that a payload of {@code rawLength} may have as stored. */
    public static long storedBlockBytes(long rawLength) {
        return rawLength + rawLength / STORED_SHARE + STORED_ALLOWANCE;
    }

    /** Most bytes that a zstd frame of {@code storedLength} may claim to hold. */
    public static long rawBytesFromZstd(long storedLength) {
        return ZSTD_ALLOWANCE + ZSTD_RATIO * storedLength;
    }
}
