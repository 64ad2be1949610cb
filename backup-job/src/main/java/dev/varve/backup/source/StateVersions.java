// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import java.io.EOFException;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;

/** What every reader of Flink state here insists on. */
final class StateVersions {
    private StateVersions() {}

    /** Reads one piece of state from its bytes. */
    @FunctionalInterface
    interface Reading<T> {
        T from(DataInputDeserializer in) throws IOException;
    }

    /** Reads all bytes of a piece of state: not one less, not one more. */
    static <T> T readWhole(String what, byte[] serialized, Reading<T> reading) throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(serialized);
        try {
            T state = reading.from(in);
            requireEnd(what, in);
            return state;
        } catch (EOFException e) {
            throw new IOException("Corrupt state: " + serialized.length + " bytes are too few for a " + what, e);
        }
    }

    static void requireKnown(String what, int found, int newest) throws IOException {
        if (found < 1 || found > newest) {
            throw new IOException("Unsupported state: version " + found + " of a " + what + ", this program reads 1 to "
                    + newest
                    + ". HINT: a newer Varve wrote the savepoint; start with that version, or without state, which "
                    + "costs nothing: the archive knows how far it is.");
        }
    }

    private static void requireEnd(String what, DataInputDeserializer in) throws IOException {
        if (in.available() > 0) {
            throw new IOException("Corrupt state: " + in.available() + " bytes after the end of a " + what);
        }
    }
}
