// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.GapCause;
import dev.varve.format.block.RunHeader;
import dev.varve.format.block.TestChunks;
import dev.varve.format.codec.Compressor;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RandomRecords;
import dev.varve.format.record.TimestampType;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random histories of several partitions, written with random block sizes and budgets, come back as they were. */
class SegmentRoundTripTest {

    private static final TimestampType[] TYPES = {TimestampType.CREATE_TIME, TimestampType.LOG_APPEND_TIME};

    private final TestChunks chunks = new TestChunks();
    private final Map<TopicPartitionId, List<Chunk>> added = new LinkedHashMap<>();
    private final Map<TopicPartitionId, List<ArchivedRecord>> records = new HashMap<>();

    @Test
    void everyHistoryComesBack() throws Exception {
        long seed = Long.getLong("varve.seed", System.nanoTime());
        System.out.println("SegmentRoundTripTest: -Dvarve.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            added.clear();
            records.clear();
            byte[] segment = writeRandom(random);
            Map<RunEntry, List<ArchivedRecord>> content = TestSegments.read(segment);

            Map<TopicPartitionId, List<RunHeader>> headers = new LinkedHashMap<>();
            Map<TopicPartitionId, List<ArchivedRecord>> found = new HashMap<>();
            content.forEach((entry, inRun) -> {
                headers.computeIfAbsent(entry.partition(), id -> new ArrayList<>())
                        .add(entry.header());
                found.computeIfAbsent(entry.partition(), id -> new ArrayList<>())
                        .addAll(inRun);
            });

            assertThat(headers.keySet()).isEqualTo(added.keySet());
            for (TopicPartitionId partition : added.keySet()) {
                assertThat(found.get(partition)).isEqualTo(records.getOrDefault(partition, List.of()));
                assertThat(joined(headers.getOrDefault(partition, List.of())))
                        .isEqualTo(joined(headersAdded(partition)));
            }
            assertThat(content.keySet())
                    .hasSizeLessThanOrEqualTo(
                            added.values().stream().mapToInt(List::size).sum());
        }
    }

    private byte[] writeRandom(Random random) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RandomRecords source = new RandomRecords(random, 200);
        BufferBudget budget = new BufferBudget(random.nextInt(100_000));
        try (Compressor compressor = random.nextBoolean() ? Compressor.zstd(1) : Compressor.none();
                SegmentWriter writer = new SegmentWriter(
                        out,
                        TestSegments.identity(SegmentLayout.MIXED),
                        compressor,
                        new SegmentOptions(1 << random.nextInt(16)),
                        budget)) {
            for (int i = random.nextInt(60); i > 0; i--) {
                int topic = random.nextInt(3);
                TopicPartitionId partition =
                        new TopicPartitionId("topic" + topic, new Id(topic, topic), random.nextInt(4));
                Chunk chunk = randomChunk(random, source, partition);
                added.computeIfAbsent(partition, id -> new ArrayList<>()).add(chunk);
                writer.add(chunk);
            }
            writer.finish();
        }
        return out.toByteArray();
    }

    private Chunk randomChunk(Random random, RandomRecords source, TopicPartitionId partition) {
        List<Chunk> before = added.getOrDefault(partition, List.of());
        long position =
                before.isEmpty() ? 0 : before.get(before.size() - 1).header().end();
        int epoch = before.isEmpty()
                ? 0
                : Math.max(0, before.get(before.size() - 1).header().leaderEpoch());
        epoch += random.nextInt(6) / 5;
        TimestampType type = TYPES[random.nextInt(8) / 7];
        OffsetRange next = new OffsetRange(position, position + 1 + random.nextInt(50));
        return switch (random.nextInt(10)) {
            case 0 -> Chunk.gap(partition, next, GapCause.RETENTION, epoch, random.nextInt(), 7);
            case 1 -> Chunk.truncated(partition, position / 2, position, epoch, random.nextInt(), 0);
            case 2 -> Chunk.deleted(partition, position, epoch, random.nextInt());
            case 3, 4 -> Chunk.empty(partition, next, epoch, type, random.nextInt());
            default -> {
                List<ArchivedRecord> inChunk = source.next(1 + random.nextInt(20), position, epoch, type);
                records.computeIfAbsent(partition, id -> new ArrayList<>()).addAll(inChunk);
                long end = inChunk.get(inChunk.size() - 1).offset() + 1 + random.nextInt(3);
                yield chunks.of(partition, inChunk, position, end, random.nextInt());
            }
        };
    }

    private List<RunHeader> headersAdded(TopicPartitionId partition) {
        return added.getOrDefault(partition, List.of()).stream()
                .map(Chunk::header)
                .toList();
    }

    /** The same history in as few runs as possible: what was cut in blocks differently becomes equal. */
    private static List<RunHeader> joined(List<RunHeader> headers) {
        List<RunHeader> joined = new ArrayList<>();
        for (RunHeader header : headers) {
            RunHeader last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && last.isContinuedBy(header)) {
                joined.set(joined.size() - 1, last.join(header));
            } else {
                joined.add(header);
            }
        }
        return joined;
    }
}
