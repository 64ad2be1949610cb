// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RecordHeader;
import dev.varve.job.ExitCode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Part of an archive, under other names and in other partitions: just what a plain program would pick from the source. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SelectionIT {
    private static final int PARTITIONS = 2;
    private static final int ROUND = 150;
    private static final int TARGET_PARTITIONS = 5;
    private static final long FIRST_TIME = 1_700_000_000_000L;
    private static final long SEED = 7;

    private final TestCluster source = TestCluster.shared();
    private final TestCluster target = TestCluster.target();
    private final RestoredTopics restored = new RestoredTopics(target);
    private final Random random = new Random(SEED);
    private ProducedTopic topic;
    private ProducedTopic byPattern;
    private BackupOf backup;
    private Instant afterSecondRound;
    private List<List<ArchivedRecord>> heldThen;

    SelectionIT() throws Exception {}

    @BeforeAll
    void backUpInThreeCommitsAndRestoreParts(@TempDir Path directory) throws Exception {
        topic = source.create("selected", PARTITIONS);
        byPattern = source.create("selected-some-one", 1);
        byPattern.send(0, 10);
        source.create("selected-some-other", 1).send(0, 10);
        backup = BackupOf.topics(source, directory, "selected.*");
        try (RunningJob running = backup.start()) {
            sendShuffled();
            backup.archive().awaitAll(topic, byPattern);
            sendShuffled();
            backup.archive().awaitAll(topic);
            afterSecondRound = Instant.now();
            heldThen = List.of(topic.expected(0), topic.expected(1));
            sendShuffled();
            backup.archive().awaitAll(topic);
            running.stop();
        }
        target.create("selected-by-key", TARGET_PARTITIONS);

        RestoreOf.Outcome outcome = RestoreOf.archive(backup, target, "selected")
                .with("topics: [" + String.join(", ", parts()) + "]")
                .run();

        assertThat(outcome.exitCode()).as(outcome.messages() + outcome.report()).isEqualTo(ExitCode.DONE);
    }

    private List<String> parts() {
        return List.of(
                "{source: selected, target: selected-window, timeRange: {from: " + Instant.ofEpochMilli(FIRST_TIME + 40)
                        + ", until: " + Instant.ofEpochMilli(FIRST_TIME + 100) + "}}",
                "{source: selected, target: selected-as-of, asOf: " + afterSecondRound + "}",
                "{source: selected, target: selected-offsets, partitions: [{number: 1, from: 20, until: 170}]}",
                "{source: selected, target: selected-by-key, partitioning: by-key}",
                "{pattern: 'selected-some-.*', exclude: '.*-other'}");
    }

    /** Each timestamp once per partition and round. Every fifth record has no key; values tell partition and place. */
    private void sendShuffled() throws Exception {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<Integer> times =
                    new ArrayList<>(IntStream.range(0, ROUND).boxed().toList());
            Collections.shuffle(times, random);
            int before = topic.expected(partition).size();
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (int i = 0; i < ROUND; i++) {
                byte[] key = i % 5 == 0 ? null : ("key " + random.nextInt(40)).getBytes(UTF_8);
                byte[] value = (partition + " " + (before + i)).getBytes(UTF_8);
                ProducerRecord<byte[], byte[]> record = topic.record(partition, FIRST_TIME + times.get(i), key, value);
                record.headers().add("h", value).add("h", null);
                records.add(record);
            }
            topic.send(records);
        }
    }

    @Test
    void timeWindowTakesEachRecordByItsOwnTimestamp() {
        requireFiltered(
                "selected-window",
                record -> record.timestamp() >= FIRST_TIME + 40 && record.timestamp() < FIRST_TIME + 100,
                3 * 60);
    }

    @Test
    void asOfGivesWhatTheSourceHeldThen() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertThat(heldThen.get(partition)).hasSize(2 * ROUND);
            restored.requireExactly("selected-as-of", partition, heldThen.get(partition));
        }
    }

    @Test
    void offsetsOfOnePartition() {
        restored.requireExactly("selected-offsets", 0, List.of());
        restored.requireExactly("selected-offsets", 1, topic.expected(1).subList(20, 170));
    }

    @Test
    void patternTakesWhatItDoesNotExcludeAndKeepsNames() throws Exception {
        restored.requireExactly(byPattern);
        assertThat(target.topicNames()).doesNotContain("selected", "selected-some-other");
    }

    /** Kafka's producer decides where keys belong; records without one stay together by partition of the source. */
    @Test
    void byKeyGoesWhereKafkasOwnPartitionerPutsIt() throws Exception {
        ProducedTopic plain = target.create("selected-plain", TARGET_PARTITIONS);
        List<ArchivedRecord> all = Stream.of(topic.expected(0), topic.expected(1))
                .flatMap(List::stream)
                .toList();
        plain.send(all.stream()
                .map(SelectionIT::withoutPartitionUnlessKeyless)
                .map(record -> new ProducerRecord<>(
                        plain.name(),
                        record.partition(),
                        record.timestamp(),
                        record.key(),
                        record.value(),
                        record.headers()))
                .toList());
        for (int number = 0; number < TARGET_PARTITIONS; number++) {
            List<ConsumerRecord<byte[], byte[]>> found = restored.read("selected-by-key", number);
            for (int from = 0; from < PARTITIONS; from++) {
                String mark = from + " ";
                List<ArchivedRecord> expected = plain.expected(number).stream()
                        .filter(record -> text(record.value()).startsWith(mark))
                        .toList();
                assertThat(RestoredTopics.difference(
                                expected,
                                found.stream()
                                        .filter(record -> text(record.value()).startsWith(mark))
                                        .toList()))
                        .as("records of partition %s in partition %s", from, number)
                        .isEmpty();
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> withoutPartitionUnlessKeyless(ArchivedRecord record) {
        Integer partition = record.key() == null
                ? Integer.parseInt(text(record.value()).substring(0, 1)) % TARGET_PARTITIONS
                : null;
        ProducerRecord<byte[], byte[]> plain =
                new ProducerRecord<>("any", partition, record.timestamp(), record.key(), record.value());
        record.headers().forEach(header -> plain.headers().add(header.key(), header.value()));
        return plain;
    }

    @Test
    void appendsToWhatIsThereWithTheSourceOffsetAsLastHeader() throws Exception {
        ProducedTopic there = target.create("selected-appended", PARTITIONS);
        there.sendToAll(10);
        RestoreOf.Outcome outcome = RestoreOf.archive(backup, target, "selected-appended")
                .with(
                        "topics: [{source: selected, target: selected-appended}]",
                        "sourceOffsetHeader: source-offset",
                        "target: {bootstrapServers: '" + target.bootstrapServers() + "', onNonEmptyTarget: append}")
                .run();

        assertThat(outcome.exitCode()).as(outcome.messages() + outcome.report()).isEqualTo(ExitCode.DONE);
        assertThat(outcome.report()).contains(": verified, ");
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<ArchivedRecord> expected = new ArrayList<>(there.expected(partition));
            topic.expected(partition).forEach(record -> expected.add(withOffsetHeader(record)));
            restored.requireExactly("selected-appended", partition, expected);
        }
    }

    private static ArchivedRecord withOffsetHeader(ArchivedRecord record) {
        List<RecordHeader> headers = new ArrayList<>(record.headers());
        headers.add(
                new RecordHeader("source-offset", Long.toString(record.offset()).getBytes(UTF_8)));
        return new ArchivedRecord(
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                record.leaderEpoch(),
                record.key(),
                record.value(),
                headers);
    }

    private void requireFiltered(String name, Predicate<ArchivedRecord> filter, int count) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<ArchivedRecord> expected =
                    topic.expected(partition).stream().filter(filter).toList();
            assertThat(expected).hasSize(count);
            restored.requireExactly(name, partition, expected);
        }
    }

    private static String text(byte @Nullable [] value) {
        return new String(Objects.requireNonNull(value), UTF_8);
    }
}
