// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Layout of a block's payload before compression: seven section lengths, seven sections. FORMAT.md, section 7. */
final class Payload {

    static final int OFFSETS = 0;
    static final int TIMESTAMPS = 1;
    static final int KEY_LENGTHS = 2;
    static final int VALUE_LENGTHS = 3;
    static final int HEADERS = 4;
    static final int KEYS = 5;
    static final int VALUES = 6;
    static final int SECTIONS = 7;

    /** Length of the section lengths in front of the sections. */
    static final int PREFIX_LENGTH = SECTIONS * Integer.BYTES;

    /** Every record has a byte in each of the first five sections. */
    static final int MIN_RECORD_LENGTH = 5;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Payload() {}

    /** Length of a section, as a u32 of at most 2^31 - 1 or negative. */
    static int sectionLength(byte[] payload, int position, int section) {
        return (int) INT.get(payload, position + section * Integer.BYTES);
    }

    static void putSectionLength(byte[] payload, int section, int length) {
        INT.set(payload, section * Integer.BYTES, length);
    }
}
