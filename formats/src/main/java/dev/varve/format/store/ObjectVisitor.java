// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.store;

import java.io.IOException;

/** Receives the objects of a listing. */
@FunctionalInterface
public interface ObjectVisitor {
    /**
     * Receives one object.
     *
     * @param name relative to the store that was asked
     * @param length of the object in bytes
     * @throws IOException to end the listing
     */
    void visit(String name, long length) throws IOException;
}
