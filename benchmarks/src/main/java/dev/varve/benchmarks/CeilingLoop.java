// SPDX-License-Identifier: Apache-2.0
package dev.varve.benchmarks;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The ceiling: one thread that polls a topic to its end, puts keys and values one after another, compresses 256 KiB at a time with
 * zstd and writes a file. It keeps neither offsets nor headers, and nothing could be restored from it.
 *
 * <p>Arguments: bootstrap servers, topic, zstd level, output file, where to write what it cost.
 */
final class CeilingLoop {
    private static final int FRAME = 256 * 1024;

    private final byte[] raw = new byte[FRAME];
    private final byte[] stored = new byte[FRAME + 4096];
    private int length;

    private CeilingLoop() {}

    public static void main(String[] args) throws IOException {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", args[0],
                "isolation.level", "read_committed",
                "enable.auto.commit", "false",
                "max.poll.records", "5000",
                "max.partition.fetch.bytes", Integer.toString(4 * 1024 * 1024));
        try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                OutputStream out = Files.newOutputStream(Path.of(args[3]));
                ZstdCompressCtx zstd = new ZstdCompressCtx()) {
            zstd.setLevel(Integer.parseInt(args[2]));
            Stopwatch start = new CeilingLoop().run(consumer, args[1], zstd, out);
            start.write(Stopwatch.now(), Path.of(args[4]));
        }
    }

    /** Returns when the first records were there. */
    private Stopwatch run(KafkaConsumer<byte[], byte[]> consumer, String topic, ZstdCompressCtx zstd, OutputStream out)
            throws IOException {
        List<TopicPartition> partitions = new ArrayList<>();
        for (var info : consumer.partitionsFor(topic)) {
            partitions.add(new TopicPartition(topic, info.partition()));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        long all = consumer.endOffsets(Set.copyOf(partitions)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        long left = all;
        Stopwatch start = Stopwatch.now();
        while (left > 0) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofSeconds(1));
            if (left == all) {
                start = Stopwatch.now();
            }
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                append(ByteBuffer.wrap(record.key()), zstd, out);
                append(ByteBuffer.wrap(record.value()), zstd, out);
                left--;
            }
        }
        flush(zstd, out);
        return start;
    }

    private void append(ByteBuffer bytes, ZstdCompressCtx zstd, OutputStream out) throws IOException {
        while (bytes.hasRemaining()) {
            int part = Math.min(bytes.remaining(), FRAME - length);
            bytes.get(raw, length, part);
            length += part;
            if (length == FRAME) {
                flush(zstd, out);
            }
        }
    }

    private void flush(ZstdCompressCtx zstd, OutputStream out) throws IOException {
        int size = zstd.compressByteArray(stored, 0, stored.length, raw, 0, length);
        out.write(stored, 0, size);
        length = 0;
    }
}
