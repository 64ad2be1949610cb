// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.format.TopicPartitionId;
import dev.varve.tools.Cli.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    @TempDir
    Path directory;

    private SampleArchive sample;

    @BeforeEach
    void writeArchive() throws IOException {
        sample = SampleArchive.ofThreeSegments(directory);
    }

    private Outcome verify(String... more) {
        Object[] arguments = {"verify", "--store", directory, "--archive", "shop"};
        Object[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return Cli.run(all);
    }

    @Test
    void findsNothingInWholeArchive() throws IOException {
        assertThat(verify("--full").exitCode()).isEqualTo(0);
        assertThat(verify("--full").out()).contains("300 records").endsWith("No findings.\n");
        assertThat(verify().exitCode()).isEqualTo(0);
        JsonNode json = verify("--full", "--json").json();
        assertThat(json.get("records").asLong()).isEqualTo(300);
        assertThat(json.get("findings")).isEmpty();
    }

    @Test
    void namesPartitionAndOffsetsOfFlippedBit() throws IOException {
        Path segment = sample.segments().get(1);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[132 + 200] ^= 1;
        Files.write(segment, bytes);

        Outcome outcome = verify("--full");

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.out()).contains("orders-0", "[100, 200)", "segment-1.vsg");
    }

    @Test
    void namesOffsetsOfMissingFirstSegment() throws IOException {
        assertMissing(0, "[0, 100)");
    }

    @Test
    void namesOffsetsOfMissingMiddleSegment() throws IOException {
        assertMissing(1, "[100, 200)");
    }

    @Test
    void namesOffsetsOfMissingLastSegment() throws IOException {
        assertMissing(2, "[200, 300)");
    }

    private void assertMissing(int index, String range) throws IOException {
        Files.delete(sample.segments().get(index));

        Outcome quick = verify();
        Outcome full = verify("--full");

        assertThat(quick.exitCode()).isEqualTo(3);
        assertThat(full.exitCode()).isEqualTo(3);
        assertThat(quick.out()).contains("missing-segment", "orders-0", range, "segment-" + index + ".vsg");
        assertThat(full.out()).contains("missing-segment", "orders-0", range, "segment-" + index + ".vsg");
    }

    @Test
    void findsTruncatedSegment() throws IOException {
        Path segment = sample.segments().get(1);
        byte[] bytes = Files.readAllBytes(segment);
        Files.write(segment, Arrays.copyOf(bytes, bytes.length - 40));

        Outcome quick = verify();
        Outcome full = verify("--full");

        assertThat(quick.exitCode()).isEqualTo(3);
        assertThat(full.exitCode()).isEqualTo(3);
        assertThat(full.out()).contains("damaged-segment", "orders-0", "[100, 200)", "segment-1.vsg");
    }

    @Test
    void tellsOfMissingManifest() throws IOException {
        Path manifest = sample.files("manifests", ".vmf").get(1);
        Files.delete(manifest);

        Outcome outcome = verify("--full");

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.out()).contains("segment-without-manifest", "300 records");
    }

    @Test
    void exitsWith13OnNewerMajorVersion() throws IOException {
        Path segment = sample.segments().get(2);
        byte[] bytes = Files.readAllBytes(segment);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putShort(8, (short) 2);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, 128);
        buffer.putInt(128, (int) crc.getValue());
        Files.write(segment, bytes);

        Outcome outcome = verify("--full");

        assertThat(outcome.exitCode()).isEqualTo(13);
        assertThat(outcome.out()).contains("unsupported-object", "segment-2.vsg");
    }

    @Test
    void countsRecordedGapsOnlyIfStrict() throws IOException {
        TopicPartitionId payments = sample.topic("payments");
        sample.commit(sample.gap(payments, 0, 40), sample.data(payments, 40, 50));

        Outcome lenient = verify("--full");
        Outcome strict = verify("--full", "--strict");

        assertThat(lenient.exitCode()).isEqualTo(0);
        assertThat(lenient.out()).contains("1 recorded gap", "payments-0", "[0, 40)", "retention");
        assertThat(strict.exitCode()).isEqualTo(3);
        assertThat(strict.out()).endsWith("1 finding: recorded gaps, by --strict.\n");
    }

    @Test
    void writesFindingsAsJson() throws IOException {
        Files.delete(sample.segments().get(1));

        JsonNode findings = verify("--json").json().get("findings");

        assertThat(findings).isNotEmpty();
        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.get("topic").asText()).isEqualTo("orders");
            assertThat(finding.get("partition").asInt()).isEqualTo(0);
            assertThat(finding.get("start").asLong()).isEqualTo(100);
            assertThat(finding.get("end").asLong()).isEqualTo(200);
        });
    }

    @Test
    void namesArchivesThatExistIfAnotherIsAsked() {
        Outcome outcome = Cli.run("verify", "--store", directory, "--archive", "shpo");

        assertThat(outcome.exitCode()).isEqualTo(10);
        assertThat(outcome.err().lines())
                .containsExactly(
                        "Error: Missing archive shpo in store " + directory + ": no identity object.",
                        "HINT: the store has one archive: shop");
    }

    @Test
    void refusesFolderThatIsNoArchive() throws IOException {
        Files.createDirectories(directory.resolve("photos/2026"));

        Outcome outcome = Cli.run("verify", "--store", directory, "--archive", "photos");

        assertThat(outcome.exitCode()).isEqualTo(10);
    }

    @Test
    void refusesStoreThatDoesNotExist() {
        Outcome outcome = Cli.run("verify", "--store", directory.resolve("nowhere"), "--archive", "shop");

        assertThat(outcome.exitCode()).isEqualTo(10);
        assertThat(outcome.err()).contains("HINT: the store has no archive; check the path");
    }
}
