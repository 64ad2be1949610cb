// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.BlockDecoder;
import dev.varve.format.block.BlockEncoder;
import dev.varve.format.block.OpenRun;
import dev.varve.format.block.RecordCursor;
import dev.varve.format.block.TestChunks;
import dev.varve.format.codec.Compressor;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RecordHeader;
import dev.varve.format.record.TimestampType;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordComparisonTest {
    private static final RecordHeader A = header("a", "1");
    private static final ArchivedRecord RECORD = record(5, "key", "value", A, header("b", null));

    @Test
    void sameWhereverItLies() throws Exception {
        RecordCursor later = cursor(record(1, "before", "it"), RECORD);
        later.next();

        assertThat(RecordComparison.same(cursor(RECORD), later)).isTrue();
        assertThat(same(record(5, null, null), record(5, null, null))).isTrue();
    }

    @Test
    void everyPartCounts() throws Exception {
        List<ArchivedRecord> others = List.of(
                record(6, "key", "value", A, header("b", null)),
                record(5, "kez", "value", A, header("b", null)),
                record(5, null, "value", A, header("b", null)),
                record(5, "key", "valuE", A, header("b", null)),
                record(5, "key", "", A, header("b", null)),
                record(5, "key", null, A, header("b", null)),
                record(5, "key", "value", A),
                record(5, "key", "value", header("b", null), A),
                record(5, "key", "value", header("x", "1"), header("b", null)),
                record(5, "key", "value", header("a", "2"), header("b", null)),
                record(5, "key", "value", A, header("b", "")));

        for (ArchivedRecord other : others) {
            assertThat(same(RECORD, other)).as("%s", other).isFalse();
            assertThat(same(other, RECORD)).as("%s", other).isFalse();
        }
    }

    private static boolean same(ArchivedRecord one, ArchivedRecord other) throws Exception {
        return RecordComparison.same(cursor(one), cursor(other));
    }

    private static RecordHeader header(String key, @Nullable String value) {
        return new RecordHeader(key, value == null ? null : value.getBytes(UTF_8));
    }

    private static ArchivedRecord record(
            long timestamp, @Nullable String key, @Nullable String value, RecordHeader... headers) {
        return new ArchivedRecord(
                timestamp,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                key == null ? null : key.getBytes(UTF_8),
                value == null ? null : value.getBytes(UTF_8),
                List.of(headers));
    }

    /** Stands on the first record. */
    private static RecordCursor cursor(ArchivedRecord... records) throws Exception {
        OpenRun run = new OpenRun(new TestChunks().of(new TopicPartitionId("t", Id.ZERO, 0), List.of(records)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Compressor compressor = Compressor.none();
                BlockDecoder decoder = new BlockDecoder(0)) {
            new BlockEncoder(compressor, new Id(8, 9)).write(List.of(run), out);
            byte[] bytes = out.toByteArray();
            RecordCursor cursor =
                    decoder.decode(bytes, 0, bytes.length, "some.vsg", 0).cursor(0);
            cursor.next();
            return cursor;
        }
    }
}
