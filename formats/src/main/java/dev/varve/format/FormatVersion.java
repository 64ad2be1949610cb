// SPDX-License-Identifier: Apache-2.0
package dev.varve.format;

/** The version that this software writes, and the newest that it reads: FORMAT.md, section 17. */
public final class FormatVersion {

    /** An object with a greater major version is refused. */
    public static final int MAJOR = 1;

    /** An object with a greater minor version is read. */
    public static final int MINOR = 0;

    private FormatVersion() {}

    /**
     * Refuses what only newer software can read.
     *
     * @param part which part of the object carries the version, for the message
     * @throws UnsupportedFormatException if {@code major} is not {@link #MAJOR}
     */
    public static void check(int major, int minor, String part, String objectName, long bytePosition)
            throws UnsupportedFormatException {
        if (major != MAJOR) {
            throw new UnsupportedFormatException(
                    objectName,
                    bytePosition,
                    part + " has format version " + major + "." + minor + ", this software reads " + MAJOR + ".x");
        }
    }

    /**
     * Refuses features that a reader must know.
     *
     * @throws UnsupportedFormatException if any bit is set: version 1 defines none
     */
    public static void checkFeatures(long incompatible, String part, String objectName, long bytePosition)
            throws UnsupportedFormatException {
        if (incompatible != 0) {
            throw new UnsupportedFormatException(
                    objectName,
                    bytePosition,
                    part + " needs unknown features: bits 0x" + Long.toHexString(incompatible));
        }
    }
}
