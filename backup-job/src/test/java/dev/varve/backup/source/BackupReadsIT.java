// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.backup.source.BackupRun.Setup;
import dev.varve.format.OffsetRange;
import dev.varve.localkafka.KafkaBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running backup reads. The expected side is what the producers sent. */
@SuppressWarnings("try")
class BackupReadsIT {
    private static KafkaBroker broker;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws Exception {
        broker = SharedBroker.get();
    }

    @Test
    void keepsEveryKindOfRecord() throws Exception {
        SourceTopic topic = SourceTopic.create(broker, "kinds", 1);
        byte[] text = "text".getBytes(UTF_8);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (byte[] key : new byte[][] {null, {}, text}) {
            for (byte[] value : new byte[][] {null, {}, text, new byte[10_000_000]}) {
                ProducerRecord<byte[], byte[]> record =
                        new ProducerRecord<>(topic.name(), 0, 1_000L * records.size(), key, value);
                record.headers().add("same", text).add("same", null).add("ä", new byte[0]);
                records.add(record);
                records.add(new ProducerRecord<>(topic.name(), 0, 1_800_000_000_000L, key, value));
            }
        }
        topic.send(records, Map.of("compression.type", "lz4"));
        Setup setup = Setup.of(broker, directory, topic.name());

        try (BackupRun run = setup.start()) {
            setup.archive().awaitPosition(topic.partition(0), records.size());
        }

        assertThat(setup.archive().difference(topic, 0)).isEmpty();
    }

    @Test
    void keepsLogAppendTime() throws Exception {
        SourceTopic topic =
                SourceTopic.create(broker, "append-time", 1, Map.of("message.timestamp.type", "LogAppendTime"));
        topic.send(0, 100);
        Setup setup = Setup.of(broker, directory, topic.name());

        try (BackupRun run = setup.start()) {
            setup.archive().awaitPosition(topic.partition(0), 100);
        }

        assertThat(setup.archive().difference(topic, 0)).isEmpty();
    }

    @Test
    void keepsCommittedTransactionsOnly() throws Exception {
        SourceTopic topic = SourceTopic.create(broker, "transactions", 2);
        topic.sendCommitted(0, 10);
        topic.sendAborted(0, 10);
        topic.sendCommitted(0, 10);
        topic.sendAborted(1, 5);
        Setup setup = Setup.of(broker, directory, topic.name());

        try (BackupRun run = setup.start()) {
            setup.archive().awaitPosition(topic.partition(0), topic.logEnd(0));
            setup.archive().awaitPosition(topic.partition(1), topic.logEnd(1));
        }

        assertThat(setup.archive().difference(topic, 0)).isEmpty();
        assertThat(setup.archive().records(topic.partition(1))).isEmpty();
        assertThat(setup.archive().holes(topic.partition(1))).isEmpty();
    }

    @Test
    void readsAgainFromSavepointWithOtherParallelism() throws Exception {
        SourceTopic topic = SourceTopic.create(broker, "rescale", 7);
        Setup setup = Setup.of(broker, directory, topic.name());
        String savepoint = null;
        for (int parallelism : new int[] {1, 3, 2}) {
            for (int partition = 0; partition < 7; partition++) {
                topic.send(partition, 50 + partition);
            }
            Setup scaled = setup.parallelism(parallelism);
            try (BackupRun run = savepoint == null ? scaled.start() : scaled.startFrom(savepoint)) {
                for (int partition = 0; partition < 7; partition++) {
                    setup.archive().awaitPosition(topic.partition(partition), topic.logEnd(partition));
                }
                savepoint = run.stop();
            }
        }

        for (int partition = 0; partition < 7; partition++) {
            assertThat(setup.archive().difference(topic, partition)).isEmpty();
            assertThat(setup.archive().overlaps(topic.partition(partition))).isEmpty();
        }
    }

    @Test
    void findsNewTopicAndPartitionWhileRunning() throws Exception {
        SourceTopic first = SourceTopic.create(broker, "found.first", 1);
        first.send(0, 10);
        Setup setup = Setup.of(broker, directory, "")
                .topics("[{pattern: 'found\\..*'}]")
                .with("startFrom: latest");

        SourceTopic second;
        try (BackupRun run = setup.start()) {
            setup.archive().awaitPosition(first.partition(0), 10);
            second = SourceTopic.create(broker, "found.second", 1);
            second.send(0, 20);
            first.addPartitions(2);
            first.send(1, 30);
            setup.archive().awaitPosition(second.partition(0), 20);
            setup.archive().awaitPosition(first.partition(1), 30);
        }

        assertThat(setup.archive().records(first.partition(0))).isEmpty();
        assertThat(setup.archive().gaps(first.partition(0))).containsExactly("[0, 10) BEFORE_FIRST_BACKUP");
        assertThat(setup.archive().difference(second, 0)).isEmpty();
        assertThat(setup.archive().difference(first, 1)).isEmpty();
    }

    @Test
    void pausedTopicKeepsItsPositionAndRemovedOneIsNotRead() throws Exception {
        SourceTopic paused = SourceTopic.create(broker, "paused", 1);
        SourceTopic removed = SourceTopic.create(broker, "removed", 1);
        SourceTopic steady = SourceTopic.create(broker, "steady", 1);
        List<SourceTopic> topics = List.of(paused, removed, steady);
        for (SourceTopic topic : topics) {
            topic.send(0, 10);
        }
        Setup all = Setup.of(broker, directory, "").topics("[{topic: paused}, {topic: removed}, {topic: steady}]");
        Setup fewer = all.topics("[{topic: paused, enabled: false}, {topic: steady}]");
        ArchiveContent archive = all.archive();

        String savepoint;
        try (BackupRun run = all.start()) {
            for (SourceTopic topic : topics) {
                archive.awaitPosition(topic.partition(0), 10);
            }
            savepoint = run.stop();
        }
        for (SourceTopic topic : topics) {
            topic.send(0, 10);
        }
        try (BackupRun run = fewer.startFrom(savepoint)) {
            archive.awaitPosition(steady.partition(0), 20);
            savepoint = run.stop();
        }
        long pausedAt = archive.position(paused.partition(0));
        long removedAt = archive.position(removed.partition(0));
        try (BackupRun run = all.startFrom(savepoint)) {
            for (SourceTopic topic : topics) {
                archive.awaitPosition(topic.partition(0), 20);
            }
        }

        assertThat(pausedAt).isEqualTo(10);
        assertThat(removedAt).isEqualTo(10);
        for (SourceTopic topic : topics) {
            assertThat(archive.difference(topic, 0)).isEmpty();
            assertThat(archive.overlaps(topic.partition(0))).isEmpty();
        }
    }

    @Test
    void goesOnWithoutFlinkState() throws Exception {
        SourceTopic topic = SourceTopic.create(broker, "stateless", 1);
        Setup setup = Setup.of(broker, directory, topic.name());
        topic.sendCommitted(0, 100);
        try (BackupRun run = setup.start()) {
            setup.archive().awaitPosition(topic.partition(0), topic.logEnd(0));
        }
        topic.sendCommitted(0, 100);
        try (BackupRun run = setup.start()) {
            setup.archive().awaitPosition(topic.partition(0), topic.logEnd(0));
        }

        assertThat(setup.archive().difference(topic, 0)).isEmpty();
        assertThat(setup.archive().overlaps(topic.partition(0))).isEmpty();
    }

    @Test
    void readsHolesAgain() throws Exception {
        SourceTopic topic = SourceTopic.create(broker, "holes", 1);
        Setup setup = Setup.of(broker, directory, topic.name());
        for (int i = 1; i <= 3; i++) {
            topic.send(0, 100);
            try (BackupRun run = setup.start()) {
                setup.archive().awaitPosition(topic.partition(0), 100L * i);
            }
        }
        setup.archive().loseSegmentWith(topic.partition(0), 150);
        List<OffsetRange> holes = setup.archive().holes(topic.partition(0));
        topic.send(0, 100);
        try (BackupRun run = setup.start()) {
            setup.archive().awaitPosition(topic.partition(0), 400);
            Await.until(
                    "hole is filled",
                    () -> setup.archive().holes(topic.partition(0)).isEmpty());
        }

        assertThat(holes).containsExactly(new OffsetRange(100, 200));
        assertThat(setup.archive().difference(topic, 0)).isEmpty();
    }

    @Test
    void failedSubtaskLosesAndRepeatsNothing() throws Exception {
        SourceTopic topic = SourceTopic.create(broker, "lone-failure", 4);
        Setup setup = Setup.of(broker, directory, topic.name()).parallelism(2);

        try (BackupRun run = setup.start()) {
            for (int round = 0; round < 3; round++) {
                PublishingSink.FAIL_SUBTASK.set(round % 2);
                for (int partition = 0; partition < 4; partition++) {
                    topic.send(partition, 100);
                }
                Await.until("the subtask has failed", () -> PublishingSink.FAIL_SUBTASK.get() < 0);
            }
            for (int partition = 0; partition < 4; partition++) {
                setup.archive().awaitPosition(topic.partition(partition), 300);
            }
        }

        for (int partition = 0; partition < 4; partition++) {
            assertThat(setup.archive().difference(topic, partition)).isEmpty();
            assertThat(setup.archive().overlaps(topic.partition(partition))).isEmpty();
        }
    }
}
