// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.archive;

import java.io.IOException;

/** There is no archive of that name: no identity object. */
public final class ArchiveNotFoundException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String location;
    private final String archive;

    /**
     * Creates the exception.
     *
     * @param location the store's location, without secrets
     * @param hint what the operator should do
     */
    public ArchiveNotFoundException(String location, String archive, String hint) {
        super("Missing archive " + archive + " in store " + location + ": no identity object. HINT: " + hint);
        this.location = location;
        this.archive = archive;
    }

    /** Where the store is. */
    public String location() {
        return location;
    }

    /** Name of the archive. */
    public String archive() {
        return archive;
    }
}
