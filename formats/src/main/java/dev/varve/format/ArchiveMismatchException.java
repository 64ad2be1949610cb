// SPDX-License-Identifier: Apache-2.0
package dev.varve.format;

/** The archive, or an object in it, belongs to another cluster or another archive. */
public final class ArchiveMismatchException extends ArchiveException {

    private final String expected;
    private final String found;

    /**
     * Creates the exception.
     *
     * @param objectName the object whose identity differs, or the archive
     * @param what which identity differs, such as {@code source cluster id}
     * @param hint what the operator should do
     */
    public ArchiveMismatchException(String objectName, String what, String expected, String found, String hint) {
        super(
                "Cannot use " + objectName + ": " + what + " expected " + expected + ", found " + found + ". HINT: "
                        + hint,
                objectName);
        this.expected = expected;
        this.found = found;
    }

    /** The identity that was asked for. */
    public String expected() {
        return expected;
    }

    /** The identity that the object has. */
    public String found() {
        return found;
    }
}
