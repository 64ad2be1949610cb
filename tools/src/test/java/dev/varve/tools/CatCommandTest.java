// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import static dev.varve.tools.SampleArchive.record;
import static dev.varve.tools.SampleArchive.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RecordHeader;
import dev.varve.format.record.TimestampType;
import dev.varve.tools.Cli.Outcome;
import dev.varve.tools.output.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatCommandTest {
    @TempDir
    Path directory;

    private Outcome cat(Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("cat", "--store", directory, "--archive", "shop"));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray());
    }

    @Test
    void losesNothing() throws IOException {
        SampleArchive sample = new SampleArchive(directory);
        TopicPartitionId orders = sample.topic("orders");
        List<ArchivedRecord> records = oddRecords();
        sample.commit(sample.data(orders, 0, 1_000, records));

        Outcome outcome = cat("orders", 0);

        assertThat(outcome.exitCode()).isEqualTo(0);
        List<ArchivedRecord> read = new ArrayList<>();
        for (String line : outcome.lines()) {
            read.add(parse(line));
        }
        assertThat(read).isEqualTo(records);
    }

    /** Nulls, empties, control characters, surrogates, invalid UTF-8, repeated header names, random bytes. */
    private static List<ArchivedRecord> oddRecords() {
        List<ArchivedRecord> records = new ArrayList<>();
        byte[] invalid = {(byte) 0xc0, (byte) 0x80};
        byte[] surrogate = {(byte) 0xed, (byte) 0xa0, (byte) 0x80};
        records.add(record(0, null, null));
        records.add(record(1, new byte[0], new byte[0]));
        records.add(record(3, utf8("null"), utf8("{\"base64\":\"AA==\"}")));
        records.add(record(4, utf8("\u0000\u0001\u001f\u007f\"\\/\b\f\n\r\t"), utf8("é€𝄞\u2028\u2029\ufeff\ufffd")));
        records.add(record(5, invalid, surrogate));
        records.add(record(
                9,
                utf8("k"),
                utf8("v"),
                new RecordHeader("hop", utf8("a")),
                new RecordHeader("hop", utf8("b")),
                new RecordHeader("", null),
                new RecordHeader("ü", new byte[0]),
                new RecordHeader("raw", invalid)));
        Random random = new Random(11);
        for (int offset = 10; offset < 300; offset++) {
            byte[] bytes = new byte[random.nextInt(6)];
            random.nextBytes(bytes);
            records.add(record(offset, bytes, bytes.clone()));
        }
        return records;
    }

    private static ArchivedRecord parse(String line) throws IOException {
        JsonNode json = new ObjectMapper().readTree(line);
        List<RecordHeader> headers = new ArrayList<>();
        json.get("headers")
                .forEach(pair -> headers.add(new RecordHeader(pair.get(0).asText(), bytes(pair.get(1)))));
        assertThat(json.get("timestampType").asText()).isEqualTo("CreateTime");
        return new ArchivedRecord(
                json.get("offset").asLong(),
                json.get("timestamp").asLong(),
                TimestampType.CREATE_TIME,
                json.get("leaderEpoch").asInt(),
                bytes(json.get("key")),
                bytes(json.get("value")),
                headers);
    }

    private static byte @Nullable [] bytes(JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        return node.isTextual()
                ? node.asText().getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(node.get("base64").asText());
    }

    @Test
    void keepsToRangeAndLimit() throws IOException {
        SampleArchive.ofThreeSegments(directory);

        assertThat(offsets(cat("orders", 0, "--from", 95, "--until", 105)))
                .containsExactly(95L, 96L, 97L, 98L, 99L, 100L, 101L, 102L, 103L, 104L);
        assertThat(offsets(cat("orders", 0, "--from", 298))).containsExactly(298L, 299L);
        assertThat(offsets(cat("orders", 0, "--limit", 2))).containsExactly(0L, 1L);
        assertThat(cat("orders", 0, "--from", 300).out()).isEmpty();
        assertThat(cat("orders", 0, "--from", 299, "--until", 400).err())
                .startsWith("Note: the archive reaches to offset 300 of orders-0");
    }

    private static List<Long> offsets(Outcome outcome) throws IOException {
        List<Long> offsets = new ArrayList<>();
        for (String line : outcome.lines()) {
            offsets.add(new ObjectMapper().readTree(line).get("offset").asLong());
        }
        return offsets;
    }

    @Test
    void tellsOfGapAndExitsWithZero() throws IOException {
        SampleArchive sample = new SampleArchive(directory);
        TopicPartitionId orders = sample.topic("orders");
        sample.commit(sample.data(orders, 0, 10), sample.gap(orders, 10, 20), sample.data(orders, 20, 30));

        Outcome outcome = cat("orders", 0);

        assertThat(outcome.exitCode()).isEqualTo(0);
        assertThat(outcome.lines()).hasSize(20);
        assertThat(outcome.err()).startsWith("Note: gap [10, 20) of orders-0").contains("retention");
    }

    @Test
    void tellsOfHoleAndExitsWith3() throws IOException {
        SampleArchive sample = SampleArchive.ofThreeSegments(directory);
        Files.delete(sample.segments().get(1));
        Files.delete(sample.files("manifests", ".vmf").get(0));
        for (Path manifest : sample.files("manifests", ".vmf")) {
            Files.delete(manifest);
        }

        Outcome outcome = cat("orders", 0);

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.lines()).hasSize(200);
        assertThat(outcome.err()).startsWith("Warning: hole [100, 200) of orders-0");
        assertThat(cat("orders", 0, "--limit", 50).exitCode()).isEqualTo(0);
    }

    @Test
    void stopsAtDamagedBlockWithExit3() throws IOException {
        SampleArchive sample = SampleArchive.ofThreeSegments(directory);
        byte[] bytes = Files.readAllBytes(sample.segments().get(2));
        bytes[132 + 200] ^= 1;
        Files.write(sample.segments().get(2), bytes);

        Outcome outcome = cat("orders", 0);

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.lines()).hasSize(200);
        assertThat(outcome.err()).startsWith("Error: Corrupt object").contains("segment-2.vsg");
    }

    @Test
    void refusesToGuessAmongSeveralTopicIds() throws IOException {
        SampleArchive sample = new SampleArchive(directory);
        TopicPartitionId first = sample.topic("orders");
        sample.commit(sample.data(first, 0, 10));
        TopicPartitionId second = sample.topic("orders");
        sample.commit(sample.data(second, 0, 3));

        Outcome outcome = cat("orders", 0);

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .startsWith("Error: Ambiguous topic: orders has 2 topic ids")
                .contains(first.topicId().base64(), second.topicId().base64(), "10 records", "3 records", "--topic-id");
        assertThat(cat("orders", 0, "--topic-id", second.topicId().base64()).lines())
                .hasSize(3);
        assertThat(cat("orders", 0, "--topic-id", first.topicId().hex()).lines())
                .hasSize(10);
    }

    @Test
    void namesTopicsThatExist() throws IOException {
        SampleArchive.ofThreeSegments(directory);

        Outcome topic = cat("order", 0);
        Outcome partition = cat("orders", 7);

        assertThat(topic.exitCode()).isEqualTo(2);
        assertThat(topic.err().lines())
                .containsExactly("Error: Missing topic: order is not in archive shop.", "HINT: it has orders");
        assertThat(partition.exitCode()).isEqualTo(2);
        assertThat(partition.err()).contains("Error: Missing partition: orders-7", "HINT: the topic has 1 partition");
    }

    @Test
    void endsQuietlyWhenReaderHasSeenEnough() throws IOException {
        SampleArchive sample = new SampleArchive(directory);
        TopicPartitionId orders = sample.topic("orders");
        sample.commit(sample.data(orders, 0, 5_000));
        StringWriter err = new StringWriter();
        ClosedPipe pipe = new ClosedPipe();
        Console console = new Console(new PrintWriter(pipe, false, StandardCharsets.UTF_8), new PrintWriter(err));

        int exitCode = Varve.commandLine(console)
                .execute("cat", "orders", "0", "--store", directory.toString(), "--archive", "shop");

        assertThat(exitCode).isEqualTo(0);
        assertThat(err.toString()).isEmpty();
        assertThat(pipe.attempts).isLessThan(10);
    }

    private static final class ClosedPipe extends OutputStream {
        private int attempts;

        @Override
        public void write(int b) throws IOException {
            attempts++;
            throw new IOException("Broken pipe");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            write(0);
        }
    }
}
