// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.Id;
import dev.varve.format.UnsupportedFormatException;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FieldReaderTest {

    @Test
    void everyFieldComesBack() throws Exception {
        FieldWriter out = new FieldWriter(1);
        out.u8(255)
                .u16(65_535)
                .u32(0xffff_ffffL)
                .i32(-2)
                .i64(-3)
                .id(new Id(4, 5))
                .str16("grün")
                .magic("VBLK");
        out.zeros(3).u16(1).u16(9).crcOfLast(4);

        FieldReader in = reader(out.toByteArray());
        assertThat(in.u8()).isEqualTo(255);
        assertThat(in.u16()).isEqualTo(65_535);
        assertThat(in.u32()).isEqualTo(0xffff_ffffL);
        assertThat(in.i32()).isEqualTo(-2);
        assertThat(in.i64()).isEqualTo(-3);
        assertThat(in.id()).isEqualTo(new Id(4, 5));
        assertThat(in.topicName()).isEqualTo("grün");
        in.magic("VBLK");
        in.skip(3);
        in.crcAt(in.position(), 4, "it");
        in.version("it");
        in.skip(4);
        in.end("all");
        assertThat(in.position()).isEqualTo(out.length());
        assertThat(in.objectPosition()).isEqualTo(1000L + out.length());
    }

    @Test
    void refusesToReadBeyondTheEnd() {
        FieldReader in = reader(new byte[3]);

        assertCorrupt(in::i32, 1000, "need 4 bytes, only 3 left");
        assertCorrupt(in::i64, 1000, "need 8 bytes, only 3 left");
        assertCorrupt(in::id, 1000, "need 16 bytes, only 3 left");
        assertCorrupt(() -> in.skip(4), 1000, "need 4 bytes, only 3 left");
        assertCorrupt(() -> in.skip(-1), 1000, "need -1 bytes, only 3 left");
        assertCorrupt(() -> in.end("it"), 1000, "3 bytes left over after it");
        assertCorrupt(() -> in.crcAt(0, 0, "it"), 1000, "need 0 bytes of it and a checksum, only 3 left");
    }

    @Test
    void refusesNumbersBeyondTheirBounds() {
        byte[] high = new byte[8];
        Arrays.fill(high, (byte) 0xff);

        assertCorrupt(() -> reader(high).u63("length"), 1000, "length is 18446744073709551615, need less than 2^63");
        assertCorrupt(() -> reader(high).u32AtMost(5, "count"), 1000, "count is 4294967295, at most 5 allowed");
        assertCorrupt(() -> reader(high).u32Exactly(5, "count"), 1000, "count expected 5, found 4294967295");
        assertCorrupt(() -> reader(high).topicName(), 1000, "topic name has 65535 bytes, at most 249 allowed");
        assertCorrupt(() -> reader(new byte[2]).topicName(), 1000, "topic name is empty");
    }

    @Test
    void refusesMalformedUtf8() {
        assertCorrupt(
                () -> reader(new byte[] {2, 0, 'a', (byte) 0xff}).str16(10, "name"),
                1002,
                "name is not well-formed UTF-8");
    }

    @Test
    void refusesWrongMagicChecksumAndVersion() {
        assertCorrupt(() -> reader(new byte[4]).magic("VBLK"), 1000, "magic expected VBLK, found 0x00000000");
        assertCorrupt(
                () -> reader(new byte[] {1, 0, 0, 0, 0}).crcAt(0, 1, "it"),
                1000,
                "checksum of it expected 00000000, found a016d052");
        assertThatThrownBy(() -> reader(new byte[] {2, 0, 3, 0}).version("footer"))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessage(
                        "Unsupported format of object some.vsg at byte position 1000: footer has format version 2.3, "
                                + "this software reads 1.x. HINT: use a newer release of Varve");
    }

    @Test
    void writerRefusesWhatDoesNotFit() {
        assertThatThrownBy(() -> new FieldWriter().u8(256))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid field value: 256, need 0 to 255");
        assertThatThrownBy(() -> new FieldWriter().u32(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid field value: -1, need 0 to 4294967295");
    }

    private static void assertCorrupt(ThrowingCallable read, long position, String finding) {
        assertThatThrownBy(read)
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessage("Corrupt object some.vsg at byte position " + position + ": " + finding);
    }

    /** Bytes in the middle of an array, so that bounds are not those of the array. */
    private static FieldReader reader(byte[] bytes) {
        byte[] array = new byte[bytes.length + 20];
        System.arraycopy(bytes, 0, array, 10, bytes.length);
        return new FieldReader(array, 10, bytes.length, "some.vsg", 1000);
    }
}
