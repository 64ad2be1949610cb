// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;

/** What every reader of Flink state here insists on. */
final class StateVersions {
    private StateVersions() {}

    static void requireKnown(String what, int found, int newest) throws IOException {
        if (found < 1 || found > newest) {
            throw new IOException("Unsupported state: version " + found + " of a " + what + ", this program reads 1 to "
                    + newest
                    + ". HINT: a newer Varve wrote the savepoint; start with that version, or without state, which "
                    + "costs nothing: the archive knows how far it is.");
        }
    }

    static void requireEnd(String what, DataInputDeserializer in) throws IOException {
        if (in.available() > 0) {
            throw new IOException("Corrupt state: " + in.available() + " bytes after the end of a " + what);
        }
    }
}
