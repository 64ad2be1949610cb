// SPDX-License-Identifier: Apache-2.0
package dev.varve.format;

/** An object of that name exists with other content; nothing in an archive is ever overwritten. */
public final class ObjectExistsException extends ArchiveException {

    private final String location;

    /**
     * Creates the exception.
     *
     * @param location the store's location, without secrets
     */
    public ObjectExistsException(String objectName, String location) {
        super("Cannot create object " + objectName + " in " + location + ": it exists with other content", objectName);
        this.location = location;
    }

    /** The location of the store that has the object. */
    public String location() {
        return location;
    }
}
