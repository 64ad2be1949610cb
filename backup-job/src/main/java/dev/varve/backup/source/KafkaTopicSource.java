// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.block.Chunk;
import dev.varve.job.KafkaClients;
import dev.varve.job.config.BackupConfig;
import dev.varve.job.config.BackupConfig.OnGap;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;

/**
 * Reads the selected topics of a Kafka cluster as chunks, every committed record once, and explains every offset it cannot read.
 *
 * <p>A split is one partition of one topic id. Where Flink has no position for it, the archive tells.
 */
public final class KafkaTopicSource implements Source<Chunk, PartitionSplit, EnumeratorState> {
    /** One poll brings at most this and one record into memory. */
    private static final long POLL_BYTES = 32L << 20;

    private final BackupConfig config;
    private final StoreOpener storeOpener;

    private KafkaTopicSource(BackupConfig config, StoreOpener storeOpener) {
        this.config = config;
        this.storeOpener = storeOpener;
    }

    /** A source as the configuration wants it. */
    public static KafkaTopicSource of(BackupConfig config, StoreOpener storeOpener) {
        return new KafkaTopicSource(config, storeOpener);
    }

    /** Always unbounded for Flink: mode once needs checkpoints and ends by itself. */
    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SplitEnumerator<PartitionSplit, EnumeratorState> createEnumerator(
            SplitEnumeratorContext<PartitionSplit> context) {
        return restoreEnumerator(context, EnumeratorState.initial(config.mode()));
    }

    @Override
    public SplitEnumerator<PartitionSplit, EnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<PartitionSplit> context, EnumeratorState state) {
        SourceCluster cluster = new SourceCluster(new KafkaClients(config.source()), "varve-backup-enumerator");
        EnumeratorWork work = new EnumeratorWork(config, storeOpener, cluster, Clock.systemUTC());
        return new TopicEnumerator(context, config, work, state);
    }

    @Override
    public SourceReader<Chunk, PartitionSplit> createReader(SourceReaderContext context) {
        KafkaClients clients = new KafkaClients(config.source());
        String clientId = "varve-backup-" + context.getIndexOfSubtask();
        SourceCluster cluster = new SourceCluster(clients, clientId + "-admin");
        SourceMetrics metrics =
                new SourceMetrics(context.metricGroup(), config.metrics().perPartition());
        ReaderSurroundings surroundings =
                new ReaderSurroundings(cluster, new Incarnations(cluster), Clock.systemUTC(), metrics);
        Queue<Incarnation> reportedGone = new ConcurrentLinkedQueue<>();
        Supplier<SplitReader<ReadChunk, PartitionSplit>> splitReaders = () -> splitReader(
                clients,
                clientId,
                surroundings,
                config.onGap(),
                config.segment().blockSize(),
                reportedGone);
        return new ChunkReader(splitReaders, config, surroundings, reportedGone, new EmittedTopics(metrics), context);
    }

    @Override
    public SimpleVersionedSerializer<PartitionSplit> getSplitSerializer() {
        return new PartitionSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<EnumeratorState> getEnumeratorCheckpointSerializer() {
        return new EnumeratorStateSerializer();
    }

    static ChunkSplitReader splitReader(
            KafkaClients clients,
            String clientId,
            ReaderSurroundings surroundings,
            OnGap onGap,
            long chunkBytes,
            Queue<Incarnation> reportedGone) {
        PollBudget budget = new PollBudget(POLL_BYTES);
        SplitOpening opening = new SplitOpening(surroundings, onGap);
        return new ChunkSplitReader(
                consumer(clients, clientId, budget, surroundings.cluster()),
                budget,
                opening,
                new LostPosition(surroundings, opening),
                new PollEncoder(chunkBytes),
                reportedGone,
                surroundings);
    }

    /** @throws SuppressRestartsException if its files and passwords are of no use */
    private static KafkaConsumer<ByteBuffer, ByteBuffer> consumer(
            KafkaClients clients, String clientId, PollBudget budget, SourceCluster cluster) {
        try {
            return clients.consumer(clientId, budget.keys(), budget.values());
        } catch (KafkaException e) {
            throw cluster.refusal(e)
                    .<RuntimeException>map(SuppressRestartsException::new)
                    .orElse(e);
        }
    }
}
