// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.store;

import java.io.Closeable;
import java.io.IOException;

/** An object opened for reading at any position. For one thread at a time. */
public interface StoredObject extends Closeable {

    /** The name by which the object was opened, relative to its store. */
    String name();

    /** Length in bytes, as found when it was opened. */
    long length();

    /**
     * Reads exactly {@code length} bytes.
     *
     * @param position of the first byte to read in the object
     * @throws java.io.EOFException if the object ends before; what {@code target} then holds is undefined
     * @throws IndexOutOfBoundsException if the range does not lie in {@code target}, or the position is negative
     * @throws IOException if reading fails
     */
    void readFully(long position, byte[] target, int offset, int length) throws IOException;

    @Override
    void close() throws IOException;
}
