// SPDX-License-Identifier: Apache-2.0
package dev.varve.format;

/** An object is damaged: what it holds contradicts itself, a checksum or FORMAT.md. Nothing of the part is used. */
public final class CorruptArchiveException extends ArchiveException {

    private final long bytePosition;
    private final String finding;

    /**
     * Creates the exception.
     *
     * @param bytePosition where in the object the damaged part or field begins
     * @param finding what is wrong, with expected and found values, without the object's name
     */
    public CorruptArchiveException(String objectName, long bytePosition, String finding) {
        super("Corrupt object " + objectName + " at byte position " + bytePosition + ": " + finding, objectName);
        this.bytePosition = bytePosition;
        this.finding = finding;
    }

    /** As above, with the exception that told of it. */
    public CorruptArchiveException(String objectName, long bytePosition, String finding, Throwable cause) {
        this(objectName, bytePosition, finding);
        initCause(cause);
    }

    /** Where in the object the damaged part or field begins. */
    public long bytePosition() {
        return bytePosition;
    }

    /** What is wrong, without the object's name. */
    public String finding() {
        return finding;
    }
}
