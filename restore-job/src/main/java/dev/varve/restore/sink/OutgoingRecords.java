// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.sink;

import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.DecodedBlock;
import dev.varve.format.block.RecordCursor;
import dev.varve.format.block.RunHeader;
import dev.varve.format.record.ContentDigest;
import dev.varve.format.record.RecordHash;
import dev.varve.restore.plan.Partitioning;
import dev.varve.restore.plan.TimeWindow;
import dev.varve.restore.source.RestoreSplit;
import dev.varve.restore.source.RestoredRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Turns the wanted records of a run into records for the target, and sums up what they hold. For one thread. */
final class OutgoingRecords {
    private static final long NO_TIMESTAMP = -1;

    private final WritingOptions options;
    private final Clock clock;
    private final RecordHash hash = new RecordHash(0);

    OutgoingRecords(WritingOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    /** Takes a record for the target. */
    @FunctionalInterface
    interface Sender {
        void send(ProducerRecord<byte[], byte[]> record) throws IOException, InterruptedException;
    }

    /** What was sent of a run. */
    record Sent(ContentDigest content, long recordBytes) {
        static final Sent NOTHING = new Sent(ContentDigest.EMPTY, 0);
    }

    /** Sends the wanted records of a run, in their order. */
    Sent send(RestoredRun run, Sender sender) throws IOException, InterruptedException {
        DecodedBlock block = run.block();
        if (block == null) {
            return Sent.NOTHING;
        }
        RunHeader known = known(run);
        TimeWindow window = run.split().window();
        RecordCursor records = block.cursor(run.runIndex());
        long count = 0;
        long ordered = 0;
        long unordered = 0;
        long recordBytes = 0;
        while (records.next() && records.offset() < run.covers().end()) {
            if (records.offset() < run.covers().start() || !window.contains(records.timestamp())) {
                continue;
            }
            long timestamp = timestamp(run.split(), records);
            sender.send(record(run.split(), records, timestamp));
            if (known == null) {
                hash.start(timestamp);
                recordBytes += hashContent(records);
                long recordHash = hash.finish();
                count++;
                ordered = ContentDigest.fold(ordered, recordHash);
                unordered += recordHash;
            }
        }
        return known != null
                ? new Sent(known.digest(), known.recordBytes())
                : new Sent(new ContentDigest(count, ordered, unordered), recordBytes);
    }

    /** Null unless what is sent is just what the run's header sums up. */
    private @Nullable RunHeader known(RestoredRun run) {
        RunHeader whole = run.wholeRun();
        boolean stamped = whole != null && options.stampMissing() && whole.minTimestamp() == NO_TIMESTAMP;
        return stamped ? null : whole;
    }

    private long timestamp(RestoreSplit split, RecordCursor records) throws IOException {
        if (records.timestamp() != NO_TIMESTAMP) {
            return records.timestamp();
        }
        if (!options.stampMissing()) {
            throw new IOException("Cannot restore record " + split.source() + " at offset " + records.offset()
                    + ": it has no timestamp, and Kafka takes no record without one. HINT: noTimestamp: now gives it the time of its"
                    + " restore.");
        }
        return clock.millis();
    }

    private ProducerRecord<byte[], byte[]> record(RestoreSplit split, RecordCursor records, long timestamp) {
        byte[] array = records.array();
        byte @Nullable [] key = copy(array, records.keyPosition(), records.keyLength());
        byte @Nullable [] value = copy(array, records.valuePosition(), records.valueLength());
        return new ProducerRecord<>(
                split.target().topic(), partition(split, key), timestamp, key, value, headers(records, array));
    }

    private static int partition(RestoreSplit split, byte @Nullable [] key) {
        TopicPartitionId source = split.source();
        if (split.target().partitioning() == Partitioning.PRESERVE) {
            return source.partition();
        }
        int count = split.target().partitions();
        return key == null ? source.partition() % count : Utils.toPositive(Utils.murmur2(key)) % count;
    }

    private RecordHeaders headers(RecordCursor records, byte[] array) {
        RecordHeaders headers = new RecordHeaders();
        while (records.nextHeader()) {
            headers.add(
                    new String(array, records.headerKeyPosition(), records.headerKeyLength(), StandardCharsets.UTF_8),
                    copy(array, records.headerValuePosition(), records.headerValueLength()));
        }
        records.rewindHeaders();
        String name = options.sourceOffsetHeader();
        if (name != null) {
            headers.add(name, Long.toString(records.offset()).getBytes(StandardCharsets.US_ASCII));
        }
        return headers;
    }

    /** All but the timestamp, which may be another than the archived one. Returns the record bytes. */
    private long hashContent(RecordCursor records) {
        byte[] array = records.array();
        long size = hashBytes(array, records.keyPosition(), records.keyLength())
                + hashBytes(array, records.valuePosition(), records.valueLength());
        hash.count(records.headerCount());
        while (records.nextHeader()) {
            size += hashBytes(array, records.headerKeyPosition(), records.headerKeyLength());
            size += hashBytes(array, records.headerValuePosition(), records.headerValueLength());
        }
        records.rewindHeaders();
        return size;
    }

    private long hashBytes(byte[] array, int position, int length) {
        if (length == RecordCursor.NULL_LENGTH) {
            hash.none();
            return 0;
        }
        hash.bytes(array, position, length);
        return length;
    }

    private static byte @Nullable [] copy(byte[] array, int position, int length) {
        return length == RecordCursor.NULL_LENGTH ? null : Arrays.copyOfRange(array, position, position + length);
    }
}
