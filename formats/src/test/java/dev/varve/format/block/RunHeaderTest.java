// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.UnsupportedFormatException;
import dev.varve.format.codec.FieldReader;
import dev.varve.format.codec.FieldWriter;
import dev.varve.format.record.ContentDigest;
import dev.varve.format.record.TimestampType;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunHeaderTest {

    private static final TopicPartitionId PARTITION = new TopicPartitionId("orders", new Id(1, 2), 3);
    private static final RunHeader DATA = new RunHeader(
            RunKind.DATA,
            null,
            TimestampType.LOG_APPEND_TIME,
            3,
            7,
            10,
            20,
            1000,
            -1,
            Long.MAX_VALUE,
            55,
            30,
            new ContentDigest(2, 77, -5),
            -1);

    @Test
    void everyKindComesBack() throws Exception {
        List<RunHeader> headers = List.of(
                DATA,
                Chunk.gap(PARTITION, new OffsetRange(0, 9), GapCause.UNKNOWN, -1, 5, 9)
                        .header(),
                Chunk.truncated(PARTITION, 4, 9, 8, 5, 0).header(),
                Chunk.deleted(PARTITION, 9, 8, 5).header(),
                Chunk.empty(PARTITION, new OffsetRange(3, 4), 1, TimestampType.NONE, 6)
                        .header());

        for (RunHeader header : headers) {
            byte[] bytes = bytes(header);
            assertThat(bytes).hasSize(RunHeader.LENGTH);
            assertThat(read(bytes)).isEqualTo(header);
        }
    }

    @Test
    void reservedBytesAreIgnored() throws Exception {
        byte[] bytes = bytes(DATA);
        bytes[3] = 1;
        bytes[70] = 1;

        assertThat(read(bytes)).isEqualTo(DATA);
    }

    @Test
    void refusesUnknownNumbers() {
        assertUnsupported(0, 5, "unknown kind of run 5");
        assertUnsupported(1, 9, "unknown gap cause 9");
        assertUnsupported(2, 3, "unknown timestamp type 3");
    }

    private static void assertUnsupported(int position, int value, String finding) {
        byte[] bytes = bytes(DATA);
        bytes[position] = (byte) value;
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessage("Unsupported format of object some.vsg at byte position " + (100 + position) + ": "
                        + finding + ". HINT: use a newer release of Varve");
    }

    @Test
    void refusesFieldsThatContradictEachOther() {
        assertCorrupt(1, 1, "kind=DATA, cause=BEFORE_FIRST_BACKUP");
        assertCorrupt(7, -1, "partition=-");
        assertCorrupt(11, -1, "leader epoch=-");
        assertCorrupt(12, 11, "digest=ContentDigest[count=11");
        assertCorrupt(24, 10, "start=10, end=10");
        assertCorrupt(47, 0x7f, "smallest timestamp=9223372036854775807");
        assertCorrupt(64, 56, "largest record=56");
        assertCorrupt(64, 27, "largest record=27");
        assertCorrupt(79, 0x20, "Invalid digest: count=2");
        assertCorrupt(95, 0x7f, "log start=");
    }

    private static void assertCorrupt(int position, int value, String part) {
        byte[] bytes = bytes(DATA);
        bytes[position] = (byte) value;
        if (position == 47) {
            bytes[55] = 0;
        }
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageStartingWith("Corrupt object some.vsg at byte position 100: run header contradicts itself: ")
                .hasMessageContaining(part);
    }

    private static byte[] bytes(RunHeader header) {
        FieldWriter out = new FieldWriter();
        header.writeTo(out);
        return out.toByteArray();
    }

    private static RunHeader read(byte[] bytes) throws Exception {
        return RunHeader.readFrom(new FieldReader(bytes, 0, bytes.length, "some.vsg", 100));
    }
}
