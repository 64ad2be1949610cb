// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.store.Store;
import java.io.IOException;
import java.io.Serializable;

/** Opens the store that holds the archive, on whatever machine that is needed. */
@FunctionalInterface
public interface StoreOpener extends Serializable {
    /** A store of its own for the caller, who closes it. */
    Store open() throws IOException;
}
