// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.RunHeader;
import dev.varve.format.record.ArchivedRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Segments that were written once are read for ever. New ones: declare them in {@link GoldenSegments} and run with
 * {@code -Dvarve.regenerate=true}, which writes those that do not exist yet.
 */
class GoldenSegmentTest {

    private static final Path DIRECTORY = Path.of("src/test/resources/golden/v1");

    @BeforeAll
    static void writeMissing() throws Exception {
        if (!Boolean.getBoolean("varve.regenerate")) {
            return;
        }
        Files.createDirectories(DIRECTORY);
        for (Map.Entry<String, GoldenSegments> golden : GoldenSegments.all().entrySet()) {
            Path file = DIRECTORY.resolve(golden.getKey());
            if (!Files.exists(file)) {
                Files.write(file, golden.getValue().bytes());
            }
        }
    }

    @Test
    void everyGoldenSegmentIsDeclared() throws Exception {
        try (var files = Files.list(DIRECTORY)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".vsg")))
                    .containsExactlyInAnyOrderElementsOf(GoldenSegments.all().keySet());
        }
    }

    @Test
    void everyGoldenSegmentHoldsWhatWasWritten() throws Exception {
        for (Map.Entry<String, GoldenSegments> golden : GoldenSegments.all().entrySet()) {
            Map<RunEntry, List<ArchivedRecord>> content =
                    TestSegments.read(Files.readAllBytes(DIRECTORY.resolve(golden.getKey())));

            Map<TopicPartitionId, List<ArchivedRecord>> records = new TreeMap<>();
            Map<TopicPartitionId, List<RunHeader>> headers = new TreeMap<>();
            content.forEach((entry, inRun) -> {
                if (!inRun.isEmpty()) {
                    records.computeIfAbsent(entry.partition(), id -> new ArrayList<>())
                            .addAll(inRun);
                }
                join(headers.computeIfAbsent(entry.partition(), id -> new ArrayList<>()), entry.header());
            });
            Map<TopicPartitionId, List<RunHeader>> expected = new TreeMap<>();
            for (Chunk chunk : golden.getValue().chunks()) {
                join(expected.computeIfAbsent(chunk.partition(), id -> new ArrayList<>()), chunk.header());
            }

            assertThat(records).as(golden.getKey()).isEqualTo(golden.getValue().records());
            assertThat(headers).as(golden.getKey()).isEqualTo(expected);
        }
    }

    /** If this fails after an update of zstd-jni only, for compressed ones only, then zstd compresses differently now. */
    @Test
    void theSameBytesAreWrittenToday() throws Exception {
        for (Map.Entry<String, GoldenSegments> golden : GoldenSegments.all().entrySet()) {
            assertThat(golden.getValue().bytes())
                    .as(golden.getKey())
                    .isEqualTo(Files.readAllBytes(DIRECTORY.resolve(golden.getKey())));
        }
    }

    private static void join(List<RunHeader> headers, RunHeader next) {
        int last = headers.size() - 1;
        if (last >= 0 && headers.get(last).isContinuedBy(next)) {
            headers.set(last, headers.get(last).join(next));
        } else {
            headers.add(next);
        }
    }
}
