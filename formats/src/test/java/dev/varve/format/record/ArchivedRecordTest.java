// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArchivedRecordTest {

    @Test
    void isEqualByContent() {
        List<ArchivedRecord> records = List.of(
                record(1, new byte[] {1}, null),
                record(1, new byte[] {1}, null),
                record(1, new byte[] {1}, new byte[0]));

        assertThat(records.get(0)).isEqualTo(records.get(1)).hasSameHashCodeAs(records.get(1));
        assertThat(records.get(0)).isNotEqualTo(records.get(2));
    }

    @Test
    void canonicalBytesTellNullFromEmpty() {
        ArchivedRecord record = record(1, null, new byte[0]);

        assertThat(HexFormat.of().formatHex(record.canonicalBytes()))
                .isEqualTo("0700000000000000" + "ffffffff" + "00000000" + "01000000" + "0100000068" + "ffffffff");
    }

    @Test
    void printsLengthsAndNoContent() {
        assertThat(record(1, null, new byte[3]))
                .hasToString("ArchivedRecord[offset=1, timestamp=7 LOG_APPEND_TIME, leaderEpoch=2, key=null, "
                        + "value=3 bytes, headers=[h=null]]");
    }

    private static ArchivedRecord record(long offset, byte @Nullable [] key, byte @Nullable [] value) {
        return new ArchivedRecord(
                offset, 7, TimestampType.LOG_APPEND_TIME, 2, key, value, List.of(new RecordHeader("h", null)));
    }
}
