// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import dev.varve.format.ArchiveException;
import dev.varve.format.CorruptArchiveException;
import dev.varve.format.block.BlockDecoder;
import dev.varve.format.block.BlockHeader;
import dev.varve.format.block.DecodedBlock;
import dev.varve.format.codec.Codec;
import dev.varve.format.codec.FieldReader;
import dev.varve.format.store.Store;
import dev.varve.format.store.StoredObject;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads one segment and verifies what it reads against footer, header and FORMAT.md, section 15. Holds an open object
 * and native memory until closed. For one thread.
 */
public final class SegmentReader implements Closeable {

    /** The longest array that every JVM can allocate. */
    private static final int MAX_READ_LENGTH = Integer.MAX_VALUE - 8;

    private final StoredObject object;
    private final SegmentFooter footer;
    private final BlockDecoder decoder;

    private SegmentReader(StoredObject object, SegmentFooter footer) {
        this.object = object;
        this.footer = footer;
        decoder = new BlockDecoder(footer.identity().digestSeed());
    }

    /**
     * Opens a segment and reads footer and header.
     *
     * @throws dev.varve.format.MissingObjectException if there is no such object
     * @throws CorruptArchiveException if footer or header are damaged or differ
     * @throws dev.varve.format.UnsupportedFormatException if it needs a newer reader
     * @throws IOException if reading fails
     */
    public static SegmentReader open(Store store, String name) throws IOException {
        StoredObject object = store.open(name);
        try {
            return open(object, SegmentFooter.read(object));
        } catch (IOException | RuntimeException | Error e) {
            closeAfter(e, object);
            throw e;
        }
    }

    /**
     * Reads a segment whose footer is known, such as from a manifest. As {@link #open(Store, String)}, but reads only
     * the header.
     *
     * @param object closed with the reader, and if this fails not closed
     */
    public static SegmentReader open(StoredObject object, SegmentFooter footer) throws IOException {
        requireLength(object, footer);
        byte[] bytes = new byte[SegmentHeader.LENGTH];
        object.readFully(0, bytes, 0, bytes.length);
        SegmentIdentity identity = SegmentHeader.read(new FieldReader(bytes, 0, bytes.length, object.name(), 0));
        if (!identity.equals(footer.identity())) {
            throw new CorruptArchiveException(
                    object.name(),
                    SegmentHeader.IDENTITY_POSITION,
                    "segment identity expected as in the footer " + footer.identity() + ", found " + identity);
        }
        return new SegmentReader(object, footer);
    }

    /**
     * Another reader of the same segment, for another thread. Reads nothing.
     *
     * @throws dev.varve.format.MissingObjectException if the object is gone by now
     * @throws CorruptArchiveException if the object's length is another by now
     * @throws IOException if it cannot be opened
     */
    public SegmentReader another(Store store) throws IOException {
        StoredObject same = store.open(object.name());
        try {
            requireLength(same, footer);
            return new SegmentReader(same, footer);
        } catch (IOException | RuntimeException | Error e) {
            closeAfter(e, same);
            throw e;
        }
    }

    public String name() {
        return object.name();
    }

    public SegmentFooter footer() {
        return footer;
    }

    /**
     * Reads, decodes and verifies a block.
     *
     * @param index from 0
     * @throws CorruptArchiveException if anything in it is damaged or differs from the footer
     * @throws dev.varve.format.UnsupportedFormatException if it needs a newer reader
     * @throws IOException if reading fails
     */
    public DecodedBlock readBlock(int index) throws IOException {
        return readBlocks(index, index).decode(index);
    }

    /**
     * Reads neighbouring blocks, and what lies between them, in one read. Nothing is verified yet.
     *
     * @param first index from 0
     * @param last inclusive, at least {@code first}
     * @throws IOException if reading fails, or the blocks do not fit into one array
     */
    public StoredBlocks readBlocks(int first, int last) throws IOException {
        BlockEntry begin = footer.blocks().get(first);
        long length = footer.blocks().get(last).end() - begin.position();
        if (length > MAX_READ_LENGTH) {
            throw new IOException("Cannot read blocks " + first + " to " + last + " of " + object.name() + " at once: "
                    + length + " bytes");
        }
        byte[] bytes = new byte[(int) length];
        object.readFully(begin.position(), bytes, 0, bytes.length);
        return new StoredBlocks(bytes, first, last);
    }

    /** The bytes of neighbouring blocks, to be decoded one by one. As long usable as its reader, by the same thread. */
    public final class StoredBlocks {
        private final byte[] bytes;
        private final int first;
        private final int last;
        private final long position;

        private StoredBlocks(byte[] bytes, int first, int last) {
            this.bytes = bytes;
            this.first = first;
            this.last = last;
            position = footer.blocks().get(first).position();
        }

        /**
         * Decodes and verifies a block. The result holds no bytes of other blocks.
         *
         * @param index in the segment
         * @throws CorruptArchiveException if anything in it is damaged or differs from the footer
         * @throws dev.varve.format.UnsupportedFormatException if it needs a newer reader
         */
        public DecodedBlock decode(int index) throws ArchiveException {
            if (index < first || index > last) {
                throw new IndexOutOfBoundsException(
                        "Invalid block: need " + first + " to " + last + ", found: " + index);
            }
            BlockEntry entry = footer.blocks().get(index);
            int start = (int) (entry.position() - position);
            FieldReader in = new FieldReader(bytes, start, entry.headerLength(), object.name(), entry.position());
            BlockHeader found = BlockHeader.readFrom(in);
            BlockHeader expected = footer.blockHeader(index);
            if (!found.equals(expected)) {
                throw new CorruptArchiveException(
                        object.name(),
                        entry.position(),
                        "header of block " + index + " differs from the footer: " + found.differenceFrom(expected));
            }
            int payload = start + entry.headerLength();
            boolean copy = entry.codec() == Codec.NONE && first != last;
            byte[] stored = copy ? Arrays.copyOfRange(bytes, payload, payload + entry.storedLength()) : bytes;
            return decoder.decode(
                    expected, stored, copy ? 0 : payload, object.name(), entry.position() + entry.headerLength());
        }
    }

    private static void requireLength(StoredObject object, SegmentFooter footer) throws CorruptArchiveException {
        if (object.length() != footer.objectLength()) {
            throw new CorruptArchiveException(
                    object.name(),
                    object.length(),
                    "length of segment expected " + footer.objectLength() + ", found " + object.length());
        }
    }

    private static void closeAfter(Throwable failure, StoredObject object) {
        try {
            object.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        decoder.close();
        object.close();
    }
}
