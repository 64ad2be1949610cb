// SPDX-License-Identifier: Apache-2.0
package dev.varve.format;

/** An object is whole, as far as seen, but needs newer software. */
public final class UnsupportedFormatException extends ArchiveException {

    private final long bytePosition;
    private final String finding;

    /**
     * Creates the exception.
     *
     * @param bytePosition where in the object the unknown version, feature or kind stands
     * @param finding what is not supported, with its number
     */
    public UnsupportedFormatException(String objectName, long bytePosition, String finding) {
        super(
                "Unsupported format of object " + objectName + " at byte position " + bytePosition + ": " + finding
                        + ". HINT: use a newer release of Varve",
                objectName);
        this.bytePosition = bytePosition;
        this.finding = finding;
    }

    /** Where in the object the unknown version, feature or kind stands. */
    public long bytePosition() {
        return bytePosition;
    }

    /** What is not supported, without the object's name. */
    public String finding() {
        return finding;
    }
}
