// SPDX-License-Identifier: Apache-2.0
package dev.varve.format;

import java.io.IOException;

/** Something is wrong with an archive, rather than with the way to it: trying again does not help. */
public abstract class ArchiveException extends IOException {

    private final String objectName;

    ArchiveException(String message, String objectName) {
        super(message);
        this.objectName = objectName;
    }

    /** The object that it is about, relative to the archive or as complete as the reader knew it. */
    public String objectName() {
        return objectName;
    }
}
