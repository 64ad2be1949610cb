// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.codec;

import java.util.HexFormat;
import java.util.zip.CRC32C;

/** CRC32C of byte ranges: FORMAT.md, section 19. */
public final class Crc32c {

    private Crc32c() {}

    /** The checksum of a whole array. */
    public static int of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /** The checksum of {@code length} bytes from {@code position}. */
    public static int of(byte[] bytes, int position, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, position, length);
        return (int) crc.getValue();
    }

    /** Eight lower-case hexadecimal digits, as in messages and JSON objects. */
    public static String hex(int crc) {
        return HexFormat.of().toHexDigits(crc);
    }
}
