// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import dev.varve.format.codec.Codec;

/**
 * Where a block stands in its segment: FORMAT.md, section 9.
 *
 * @param position of the block's first byte in the object
 * @param headerLength bytes before the payload
 * @param storedLength of the payload
 * @param rawLength of the payload before compression
 * @param payloadCrc checksum of the stored payload
 * @param topicIndex of the block's topic in {@link SegmentFooter#topics}
 * @param runCount number of runs in the block
 */
public record BlockEntry(
        long position,
        int headerLength,
        int storedLength,
        int rawLength,
        int payloadCrc,
        int topicIndex,
        int runCount,
        Codec codec) {

    /** Bytes of header and payload. */
    public long length() {
        return (long) headerLength + storedLength;
    }

    /** One past the block's last byte. */
    public long end() {
        return position + length();
    }
}
