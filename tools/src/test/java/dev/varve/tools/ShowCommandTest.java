// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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

class ShowCommandTest {
    @TempDir
    Path directory;

    private SampleArchive sample;

    @BeforeEach
    void writeArchive() throws IOException {
        sample = SampleArchive.ofThreeSegments(directory);
    }

    @Test
    void showsSegment() throws IOException {
        Outcome text = Cli.run("show", sample.segments().get(0));
        JsonNode json = Cli.run("show", "--json", sample.segments().get(0)).json();

        assertThat(text.exitCode()).isEqualTo(0);
        assertThat(text.out()).contains("segment", "orders", "data");
        assertThat(json.get("type").asText()).isEqualTo("segment");
        assertThat(json.get("runs").get(0).get("records").asLong()).isEqualTo(100);
        assertThat(json.get("blocks").get(0).get("position").asLong()).isEqualTo(132);
        assertThat(json.get("problems")).isEmpty();
    }

    @Test
    void showsManifest() throws IOException {
        Path manifest = sample.files("manifests", ".vmf").get(0);

        JsonNode json = Cli.run("show", "--json", manifest).json();

        assertThat(Cli.run("show", manifest).exitCode()).isEqualTo(0);
        assertThat(json.get("type").asText()).isEqualTo("manifest");
        assertThat(json.get("segments").get(0).get("segment").asText()).startsWith("mixed/2025-02-01/segment-");
        assertThat(json.get("segments").get(0).get("footer").get("runs")).hasSize(1);
    }

    @Test
    void showsIdentityByNameInsideArchive() throws IOException {
        String name = "identity/" + sample.archive().identity().archiveId().hex() + ".json";

        Outcome outcome = Cli.run("show", "--json", "--store", directory, "--archive", "shop", name);

        assertThat(outcome.exitCode()).isEqualTo(0);
        assertThat(outcome.json().get("type").asText()).isEqualTo("identity");
        assertThat(outcome.json().get("sourceClusterId").asText()).isEqualTo("cluster-1");
    }

    @Test
    void showsTopicDescription() throws IOException {
        Outcome outcome = Cli.run("show", sample.files("topics", ".json").get(0));

        assertThat(outcome.exitCode()).isEqualTo(0);
        assertThat(outcome.out()).contains("orders", "cleanup.policy  delete  DEFAULT_CONFIG");
    }

    @Test
    void showsWhatCanBeReadOfDamagedSegment() throws IOException {
        Path segment = sample.segments().get(0);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[132 + 200] ^= 1;
        Files.write(segment, bytes);

        Outcome outcome = Cli.run("show", segment);

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.out()).contains("orders");
        assertThat(outcome.err()).startsWith("Error: Corrupt object segment-0.vsg at byte position");
    }

    @Test
    void saysWhatIsWrongWithSegmentWithoutEnd() throws IOException {
        Path segment = sample.segments().get(0);
        byte[] bytes = Files.readAllBytes(segment);
        Files.write(segment, Arrays.copyOf(bytes, bytes.length / 2));

        Outcome outcome = Cli.run("show", "--json", segment);

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.json().get("type").asText()).isEqualTo("segment");
        assertThat(outcome.json().get("problems")).isNotEmpty();
    }

    @Test
    void showsDamagedIdentityOfArchiveThatCannotBeOpened() throws IOException {
        Path identity = sample.files("identity", ".json").get(0);
        Files.writeString(identity, Files.readString(identity).replace("cluster-1", "cluster-2"));

        Outcome outcome =
                Cli.run("show", "--store", directory, "--archive", "shop", "identity/" + identity.getFileName());

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.out()).contains("cluster-2");
        assertThat(outcome.err()).contains("checksum expected");
    }

    @Test
    void exitsWith13OnNewerVersion() throws IOException {
        Path segment = sample.segments().get(0);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length - 16] = 2;
        CRC32C crc = new CRC32C();
        crc.update(bytes, bytes.length - 32, 20);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 12, (int) crc.getValue());
        Files.write(segment, bytes);

        assertThat(Cli.run("show", segment).exitCode()).isEqualTo(13);
    }

    @Test
    void refusesForeignFile() throws IOException {
        Path file = Files.writeString(directory.resolve("notes.txt"), "hello");

        Outcome outcome = Cli.run("show", file);

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).contains("Unknown kind of file");
    }
}
