// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import dev.varve.format.ArchiveException;
import dev.varve.format.CorruptArchiveException;
import dev.varve.format.codec.Codec;
import dev.varve.format.codec.Crc32c;
import dev.varve.format.codec.Decompressor;
import dev.varve.format.codec.FieldReader;
import dev.varve.format.record.RecordHash;

/**
 * Turns stored blocks into records, and verifies everything that FORMAT.md, section 15 asks for on the way: checksums,
 * lengths, every record, and the digests and sums of every run. Holds native memory until closed. For one thread.
 */
public final class BlockDecoder implements AutoCloseable {

    private final Decompressor decompressor = new Decompressor();
    private final RecordHash hash;

    /** Creates a decoder for segments with that digest seed. */
    public BlockDecoder(long digestSeed) {
        hash = new RecordHash(digestSeed);
    }

    /**
     * Decodes a whole block that is known by itself only, such as for salvage.
     *
     * @param bytes holds the block, from {@code position}; kept by the result, so do not modify
     * @param length of the block, at least
     * @param objectName for messages
     * @param objectPosition of the block in its object, for messages
     */
    public DecodedBlock decode(byte[] bytes, int position, int length, String objectName, long objectPosition)
            throws ArchiveException {
        BlockHeader header = BlockHeader.readFrom(new FieldReader(bytes, position, length, objectName, objectPosition));
        int headerLength = header.length();
        if (header.storedLength() > length - headerLength) {
            throw new CorruptArchiveException(
                    objectName,
                    objectPosition,
                    "payload of " + header.storedLength() + " bytes expected, only " + (length - headerLength)
                            + " left");
        }
        return decode(header, bytes, position + headerLength, objectName, objectPosition + headerLength);
    }

    /**
     * Decodes the payload that belongs to a header.
     *
     * @param header as read from the block, or from the footer
     * @param bytes holds the payload, from {@code position}; kept by the result, so do not modify
     * @param objectPosition of the payload in its object, for messages
     * @throws CorruptArchiveException if anything in the payload contradicts the header
     */
    public DecodedBlock decode(BlockHeader header, byte[] bytes, int position, String objectName, long objectPosition)
            throws CorruptArchiveException {
        int crc = Crc32c.of(bytes, position, header.storedLength());
        if (crc != header.payloadCrc()) {
            throw new CorruptArchiveException(
                    objectName,
                    objectPosition,
                    "checksum of payload of block " + header.index() + " expected " + Crc32c.hex(header.payloadCrc())
                            + ", found " + Crc32c.hex(crc));
        }
        byte[] raw = bytes;
        int rawPosition = position;
        if (header.codec() == Codec.ZSTD) {
            raw = decompressor.decompress(
                    bytes, position, header.storedLength(), header.rawLength(), objectName, objectPosition);
            rawPosition = 0;
        }
        DecodedBlock block = new DecodedBlock(header, raw, objectName, objectPosition);
        block.verify(rawPosition, hash);
        return block;
    }

    /** Frees the native memory. May be called twice. */
    @Override
    public void close() {
        decompressor.close();
    }
}
