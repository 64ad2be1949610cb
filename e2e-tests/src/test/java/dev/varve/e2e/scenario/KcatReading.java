// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RecordHeader;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A partition as kcat reads it from the broker, a client that shares no code with Kafka's own. Its format prints a length of -1 for null
 * keys and values, and NULL for null header values.
 */
public final class KcatReading {
    private static final String CONTENT = "%T %K %S\n%k%s\n%h\n";
    private static final String OFFSETS = "%o ";

    private KcatReading() {}

    /** Skips the test where kcat is absent; fails it where nothing may be skipped. */
    public static void requireKcat() {
        boolean present = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kcat")));
        String reason = "SKIPPED: kcat is absent. HINT: install the package kcat, or run ci/test, which does";
        if ("1".equals(System.getenv("VARVE_REQUIRE_ALL"))) {
            assertThat(present).as(reason).isTrue();
        }
        assumeTrue(present, reason);
    }

    /** What kcat prints of a partition, a character per byte. */
    public static String of(TestCluster source, ProducedTopic topic, int partition, Path directory) throws Exception {
        return read(source, topic, partition, directory, OFFSETS + CONTENT);
    }

    /** The same without offsets, which no restore gives back. */
    public static String contentOf(TestCluster target, ProducedTopic topic, int partition, Path directory)
            throws Exception {
        return read(target, topic, partition, directory, CONTENT);
    }

    private static String read(TestCluster cluster, ProducedTopic topic, int partition, Path directory, String format)
            throws Exception {
        Path output = directory.resolve("kcat-" + topic.name() + "-" + partition);
        Process kcat = new ProcessBuilder(
                        "kcat",
                        "-C",
                        "-q",
                        "-e",
                        "-b",
                        cluster.bootstrapServers(),
                        "-t",
                        topic.name(),
                        "-p",
                        Integer.toString(partition),
                        "-o",
                        "beginning",
                        "-f",
                        format)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(kcat.waitFor(60, TimeUnit.SECONDS)).as("kcat ends").isTrue();
            assertThat(kcat.exitValue()).isZero();
        } finally {
            kcat.destroyForcibly().waitFor();
        }
        return Files.readString(output, ISO_8859_1);
    }

    /** Archived records as kcat would print them. */
    public static String print(List<ArchivedRecord> records) {
        StringBuilder text = new StringBuilder();
        records.forEach(record -> text.append(record.offset()).append(' ').append(content(record)));
        return text.toString();
    }

    /** The same without offsets. */
    public static String printContent(List<ArchivedRecord> records) {
        return records.stream().map(KcatReading::content).collect(Collectors.joining());
    }

    private static String content(ArchivedRecord record) {
        return record.timestamp() + " " + length(record.key()) + " " + length(record.value()) + "\n"
                + text(record.key(), "") + text(record.value(), "") + "\n" + headers(record.headers()) + "\n";
    }

    private static String headers(List<RecordHeader> headers) {
        return headers.stream()
                .map(header ->
                        new String(header.key().getBytes(UTF_8), ISO_8859_1) + "=" + text(header.value(), "NULL"))
                .collect(Collectors.joining(","));
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? -1 : bytes.length;
    }

    private static String text(byte @Nullable [] bytes, String ofNull) {
        return bytes == null ? ofNull : new String(bytes, ISO_8859_1);
    }
}
