// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.Chunk;
import dev.varve.tools.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListCommandTest {
    @TempDir
    Path directory;

    @Test
    void listsArchivesOfStore() throws IOException {
        SampleArchive.ofThreeSegments(directory);
        Files.createDirectories(directory.resolve("photos"));

        Outcome text = Cli.run("list", "--store", directory);
        JsonNode json = Cli.run("list", "--store", directory, "--json").json();

        assertThat(text.exitCode()).isEqualTo(0);
        assertThat(text.lines())
                .containsExactly(
                        "ARCHIVE  CREATED (UTC)        SOURCE CLUSTER", "shop     2025-02-01 10:00:00  cluster-1");
        assertThat(json.get("archives")).hasSize(1);
        assertThat(json.get("archives").get(0).get("archive").asText()).isEqualTo("shop");
    }

    @Test
    void takesArchiveFromConfig() throws IOException {
        SampleArchive.ofThreeSegments(directory.resolve("store"));
        Path config = directory.resolve("backup.yaml");
        Files.writeString(
                config,
                "version: 1\narchive: shop\nsource: {bootstrapServers: localhost:9092}\nstore: {uri: "
                        + directory.resolve("store") + "}\n");

        Outcome outcome = Cli.run("list", "--config", config);

        assertThat(outcome.exitCode()).isEqualTo(0);
        assertThat(outcome.out()).contains("Archive shop").contains("300");
    }

    @Test
    void takesArchiveFromTheFileOfRestoreWithoutTheVariablesOfTheRest() throws IOException {
        SampleArchive.ofThreeSegments(directory.resolve("store"));
        Path config = directory.resolve("restore.yaml");
        Files.writeString(
                config,
                "version: 1\narchive: shop\nid: back\ntarget:\n  bootstrapServers: localhost:9092\n"
                        + "  properties: {sasl.jaas.config: '${VARVE_TEST_NEVER_SET}'}\ntopics: [{source: orders, target: copy}]\n"
                        + "store: {uri: " + directory.resolve("store") + "}\n");

        Outcome outcome = Cli.run("list", "--config", config);

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(0);
        assertThat(outcome.out()).contains("Archive shop").contains("300");
    }

    @Test
    void namesEveryMistakeAboutTheArchiveInConfig() throws IOException {
        Path config = directory.resolve("restore.yaml");
        Files.writeString(
                config,
                "version: 2\nstore: {uri: ftp://host, endpoint: '${VARVE_TEST_NEVER_SET}'}\ntarget: {unknown: true}\n");

        Outcome outcome = Cli.run("list", "--config", config);

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("version: Invalid value", "archive: Missing", "store.uri: Invalid value", "store.endpoint")
                .doesNotContain("target.unknown");
    }

    @Test
    void takesFileUri() throws IOException {
        SampleArchive.ofThreeSegments(directory);

        assertThat(Cli.run("list", "--store", directory.toUri(), "--archive", "shop")
                        .exitCode())
                .isEqualTo(0);
    }

    @Test
    void showsTopicsWithIdsSizesAndTimes() throws IOException {
        SampleArchive sample = new SampleArchive(directory);
        TopicPartitionId orders = sample.topic("orders");
        sample.commit(sample.data(orders, 0, 1_234));

        Outcome outcome = Cli.run("list", "--store", directory, "--archive", "shop");

        assertThat(outcome.exitCode()).isEqualTo(0);
        assertThat(outcome.out())
                .contains("of cluster cluster-1, created 2025-02-01 10:00:00 UTC")
                .contains("1,234")
                .contains("2025-01-31 12:00")
                .contains("id " + orders.topicId().base64() + ", live, first seen 2025-02-01 10:00:00")
                .contains("1 topic, 1,234 records in 1 segment");
    }

    @Test
    void setsTopicsOfOneNameApart() throws IOException {
        SampleArchive sample = new SampleArchive(directory);
        TopicPartitionId first = sample.topic("orders");
        sample.commit(
                sample.data(first, 0, 10), Chunk.deleted(first, 10, 0, SampleArchive.NOW.toEpochMilli() + 60_000));
        TopicPartitionId second = sample.topic("orders");
        sample.commit(sample.data(second, 0, 3));

        Outcome outcome = Cli.run("list", "--store", directory, "--archive", "shop");

        assertThat(outcome.out())
                .contains("id " + first.topicId().base64() + ", deleted")
                .contains("id " + second.topicId().base64() + ", live");
    }

    @Test
    void showsRangesGapsAndHolesOfPartitions() throws IOException {
        SampleArchive sample = new SampleArchive(directory);
        TopicPartitionId orders = sample.topic("orders");
        sample.commit(sample.gap(orders, 0, 5), sample.data(orders, 5, 10), sample.data(orders, 12, 20));

        Outcome outcome = Cli.run("list", "-p", "--store", directory, "--archive", "shop");

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.out())
                .contains("partition 0: [5, 10) [12, 20), 13 records")
                .contains("gap [0, 5): retention")
                .contains("HOLE [10, 12): nothing explains it");
        assertThat(outcome.err()).startsWith("Warning: the archive has 1 finding.");
    }

    @Test
    void documentedMembersAreInJson() throws IOException {
        SampleArchive sample = new SampleArchive(directory);
        TopicPartitionId orders = sample.topic("orders");
        sample.topic("empty");
        sample.commit(sample.gap(orders, 0, 5), sample.data(orders, 5, 10));

        JsonNode json = Cli.run("list", "--json", "--store", directory, "--archive", "shop")
                .json();

        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "store",
                        "archive",
                        "archiveId",
                        "sourceClusterId",
                        "created",
                        "segments",
                        "storedBytes",
                        "records",
                        "recordsExact",
                        "recordBytes",
                        "topics",
                        "writers",
                        "findings");
        JsonNode empty = json.get("topics").get(0);
        JsonNode topic = json.get("topics").get(1);
        JsonNode partition = topic.get("partitions").get(0);
        assertThat(empty.get("records").asLong()).isZero();
        assertThat(empty.get("oldestTimestamp").isNull()).isTrue();
        assertThat(empty.get("partitionCount").asInt()).isEqualTo(1);
        assertThat(topic.get("topicId").asText()).isEqualTo(orders.topicId().base64());
        assertThat(topic.get("oldestTimestamp").asLong()).isEqualTo(SampleArchive.TIME + 5);
        assertThat(partition.get("covered").get(0).get("start").asLong()).isEqualTo(5);
        assertThat(partition.get("gaps").get(0).get("cause").asText()).isEqualTo("retention");
        assertThat(partition.get("deletedAt").isNull()).isTrue();
        assertThat(partition.get("position").asLong()).isEqualTo(10);
    }
}
