// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

/**
 * How segments are written.
 *
 * @param blockSize bytes of payload at which a partition's records become a block
 */
public record SegmentOptions(int blockSize) {

    /** As FORMAT.md recommends. */
    public static final SegmentOptions DEFAULT = new SegmentOptions(256 * 1024);

    private static final int MAX_BLOCK_SIZE = 256 * 1024 * 1024;

    public SegmentOptions {
        if (blockSize < 1 || blockSize > MAX_BLOCK_SIZE) {
            throw new IllegalArgumentException(
                    "Invalid block size: " + blockSize + ", need 1 to " + MAX_BLOCK_SIZE + " bytes");
        }
    }
}
