// SPDX-License-Identifier: Apache-2.0
package dev.varve.format;

/** An object that should exist does not. */
public final class MissingObjectException extends ArchiveException {

    private final String location;

    /**
     * Creates the exception.
     *
     * @param location the store's location, without secrets
     */
    public MissingObjectException(String objectName, String location) {
        super("Missing object " + objectName + " in " + location, objectName);
        this.location = location;
    }

    /** The location of the store that has no such object. */
    public String location() {
        return location;
    }
}
