// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.cluster;

import dev.varve.e2e.scenario.BackgroundWriter;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.e2e.scenario.WrittenTopics;
import dev.varve.format.archive.ArchiveNotFoundException;
import dev.varve.format.catalog.Catalog;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A backup while producers write, with transactions that are committed and aborted. */
public final class BackupScenario extends JobScenario<BackupScenario> implements AutoCloseable {
    private static final long SEED = Long.getLong("varve.faults.seed", System.nanoTime() & 0xFFFF);

    private final ProducedTopic topic;
    private final BackupOf backup;
    private final BackgroundWriter writer;
    private @Nullable WrittenTopics written;

    private BackupScenario(
            StandaloneCluster cluster, JobRun run, BackupOf backup, ProducedTopic topic, BackgroundWriter writer) {
        super(cluster, run, backup.directory().resolve("savepoints"));
        this.topic = topic;
        this.backup = backup;
        this.writer = writer;
    }

    /** Creates a topic with three partitions and begins to write to it, about a hundred records per second. */
    public static BackupScenario produce(String topic, StandaloneCluster cluster, Path directory) throws Exception {
        return produceEvery(Duration.ofMillis(50), topic, cluster, directory, directory.toUri());
    }

    /** The same as fast as it goes, to have more to restore. */
    public static BackupScenario produceMuch(String topic, StandaloneCluster cluster, Path directory) throws Exception {
        return produceEvery(Duration.ZERO, topic, cluster, directory, directory.toUri());
    }

    /** As {@link #produce} with the archive in a store that the cluster and this process are set up for. */
    public static BackupScenario produceFor(URI store, String topic, StandaloneCluster cluster, Path directory)
            throws Exception {
        return produceEvery(Duration.ofMillis(50), topic, cluster, directory, store);
    }

    private static BackupScenario produceEvery(
            Duration pause, String topic, StandaloneCluster cluster, Path directory, URI store) throws Exception {
        TestCluster source = TestCluster.shared();
        ProducedTopic created = source.create(topic, 3);
        BackupOf backup = BackupOf.topics(source, directory, created)
                .storedAt(store, Map.of())
                .with("segment: {blockSize: 4KiB}");
        JobRun run = JobRun.backup(write(directory.resolve("backup.yaml"), backup.yaml()));
        return new BackupScenario(
                cluster, run, backup, created, BackgroundWriter.startEvery(pause, source, SEED, created));
    }

    @Override
    BackupScenario self() {
        return this;
    }

    @Override
    long progress() throws IOException {
        try {
            Catalog catalog = backup.archive().catalog();
            long positions = 0;
            for (int partition = 0; partition < topic.partitions(); partition++) {
                positions += catalog.partition(topic.partition(partition))
                        .map(found -> found.resumePoint().position())
                        .orElse(0L);
            }
            return positions;
        } catch (ArchiveNotFoundException e) {
            return 0;
        }
    }

    /** Waits until so many more records are at the source. */
    public BackupScenario produceMore(long records) throws Exception {
        writer.awaitMore(records);
        return this;
    }

    /**
     * Writing ends and the backup reads the rest: the archive as read holds exactly what was committed at the source.
     */
    public BackupScenario expectSameRecords() throws Exception {
        WrittenTopics all = writer.stop();
        written = all;
        all.awaitArchived(backup.archive());
        requireFaultsBefore(progress());
        endJob();
        System.out.println(all.check(backup.archive()).requireExact().summary() + ", seed " + SEED);
        backup.archive().requireWhole();
        return this;
    }

    /** The source loses the topic. What {@link #expectSameRecords} has found in the archive is what a restore must bring back. */
    public Archived loseTopic() throws Exception {
        topic.delete();
        return new Archived(backup, topic.name(), Objects.requireNonNull(written, "nothing was expected yet"));
    }

    /**
     * An archive of one topic.
     *
     * @param written to the topic when it was there
     */
    public record Archived(BackupOf backup, String topic, WrittenTopics written) {}

    @Override
    public void close() throws IOException {
        writer.close();
        endJob();
    }
}
