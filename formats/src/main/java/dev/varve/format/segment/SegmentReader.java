// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.block.BlockDecoder;
import dev.varve.format.block.BlockHeader;
import dev.varve.format.block.DecodedBlock;
import dev.varve.format.codec.FieldReader;
import dev.varve.format.store.Store;
import dev.varve.format.store.StoredObject;
import java.io.Closeable;
import java.io.IOException;

/**
 * Reads one segment and verifies what it reads against footer, header and FORMAT.md, section 15. Holds an open object
 * and native memory until closed. For one thread.
 */
public final class SegmentReader implements Closeable {

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
        if (object.length() != footer.objectLength()) {
            throw new CorruptArchiveException(
                    object.name(),
                    object.length(),
                    "length of segment expected " + footer.objectLength() + ", found " + object.length());
        }
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
        BlockEntry entry = footer.blocks().get(index);
        byte[] bytes = new byte[Math.toIntExact(entry.length())];
        object.readFully(entry.position(), bytes, 0, bytes.length);
        FieldReader in = new FieldReader(bytes, 0, entry.headerLength(), object.name(), entry.position());
        BlockHeader found = BlockHeader.readFrom(in);
        BlockHeader expected = footer.blockHeader(index);
        if (!found.equals(expected)) {
            throw new CorruptArchiveException(
                    object.name(),
                    entry.position(),
                    "header of block " + index + " differs from the footer: " + found.differenceFrom(expected));
        }
        return decoder.decode(
                expected, bytes, entry.headerLength(), object.name(), entry.position() + entry.headerLength());
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
