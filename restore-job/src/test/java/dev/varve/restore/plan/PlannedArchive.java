// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.TopicDescription;
import dev.varve.format.archive.TopicSetting;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.GapCause;
import dev.varve.format.catalog.TestArchive;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.TimestampType;
import dev.varve.restore.config.RestoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small archives for plans. Records are read at {@link TestArchive#START} and their timestamps follow it, one millisecond each. */
final class PlannedArchive {
    static final Instant START = TestArchive.START;

    private final TestArchive archive;
    private final List<ManifestEntry> segments = new ArrayList<>();

    PlannedArchive() throws IOException {
        archive = new TestArchive(17);
    }

    static TopicPartitionId partition(String topic, int number) {
        return new TopicPartitionId(topic, id(topic), number);
    }

    /** One id for each text. */
    static Id id(String seed) {
        Random random = new Random(seed.hashCode());
        return new Id(random.nextLong(), random.nextLong());
    }

    TestArchive archive() {
        return archive;
    }

    List<ManifestEntry> segments() {
        return segments;
    }

    /** A topic with two partitions, two replicas and some settings. */
    PlannedArchive describe(String topic) throws IOException {
        return describe(topic, id(topic), Map.of("retention.ms", "604800000"));
    }

    PlannedArchive describe(String topic, Id topicId, Map<String, String> settings) throws IOException {
        return describe(topic, topicId, 1, settings);
    }

    PlannedArchive describe(String topic, Id topicId, int replicas, Map<String, String> settings) throws IOException {
        List<TopicSetting> configs = new ArrayList<>();
        settings.forEach((name, value) -> configs.add(new TopicSetting(name, value, "DYNAMIC_TOPIC_CONFIG")));
        configs.add(new TopicSetting("flush.ms", "9223372036854775807", "DEFAULT_CONFIG"));
        archive.archive()
                .writeTopicDescription(new TopicDescription(
                        archive.archive().identity().archiveId(),
                        topic,
                        topicId,
                        archive.now(),
                        2,
                        replicas,
                        topic.startsWith("__"),
                        configs));
        return this;
    }

    /** Records at each offset, in a segment of their own. */
    PlannedArchive records(TopicPartitionId partition, long start, long end) throws IOException {
        return commit(archive.data(partition, start, end, 0, archive.now().toEpochMilli()));
    }

    /** One record. */
    PlannedArchive record(TopicPartitionId partition, long offset, long timestamp, int size) throws IOException {
        ArchivedRecord record = new ArchivedRecord(
                offset,
                timestamp,
                timestamp < 0 ? TimestampType.NONE : TimestampType.CREATE_TIME,
                0,
                null,
                new byte[size],
                List.of());
        return commit(
                archive.data(partition, offset, offset + 1, 0, archive.now().toEpochMilli(), List.of(record)));
    }

    PlannedArchive gap(TopicPartitionId partition, long start, long end, GapCause cause) throws IOException {
        return commit(Chunk.gap(
                partition, new OffsetRange(start, end), cause, 0, archive.now().toEpochMilli(), end));
    }

    PlannedArchive pass(Duration time) {
        archive.pass(time);
        return this;
    }

    private PlannedArchive commit(Chunk chunk) throws IOException {
        segments.add(archive.commit(chunk));
        return this;
    }

    /** The archive side of a plan of the whole archive, with more lines of configuration. */
    Planned read(String... lines) throws IOException {
        Objections objections = new Objections();
        SourceSide side =
                SourceSide.read(config("localhost:9093", Path.of("/nowhere"), lines), archive.archive(), objections);
        return new Planned(side, objections.problems(), objections.warnings());
    }

    /** What reading gave. */
    record Planned(SourceSide side, List<PlanProblem> problems, List<PlanProblem> warnings) {
        List<PlannedPartition> partitions() {
            return side.needs().stream()
                    .flatMap(need -> need.sources().stream())
                    .flatMap(source -> source.partitions().stream())
                    .toList();
        }

        /** {@code orders-0 [0, 10) 10}: what is wanted, with the number of records. */
        List<String> ranges() {
            return partitions().stream()
                    .map(partition -> partition.source().topic() + "-"
                            + partition.source().partition() + " [" + partition.from() + ", " + partition.until() + ") "
                            + partition.records())
                    .toList();
        }
    }

    static RestoreConfig config(String servers, Path store, String... lines) {
        List<String> yaml = new ArrayList<>(List.of(
                "version: 1",
                "archive: shop",
                "id: plan-test",
                "store: {uri: " + store + "}",
                "target:",
                "  bootstrapServers: " + servers));
        yaml.addAll(List.of(lines));
        return RestoreConfig.parse("restore.yaml", String.join("\n", yaml), List.of(), name -> null);
    }

    /** Writes the archive into a directory. */
    void writeTo(Path directory) throws IOException {
        for (Map.Entry<String, byte[]> object : archive.root().objects().entrySet()) {
            Path file = directory.resolve(object.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, object.getValue());
        }
    }
}
