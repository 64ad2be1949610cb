// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.job.ClusterAccessException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Polls the partitions of a subtask and encodes what comes while it is hot. One thread calls everything but {@link #wakeUp}.
 */
final class ChunkSplitReader implements SplitReader<ReadChunk, PartitionSplit> {
    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final OptionalLong NO_LAG = OptionalLong.of(0);

    private final KafkaConsumer<ByteBuffer, ByteBuffer> consumer;
    private final PollBudget budget;
    private final SplitOpening opening;
    private final LostPosition lostPosition;
    private final PollEncoder encoder;
    private final Queue<Incarnation> reportedGone;
    private final SourceCluster cluster;
    private final Clock clock;
    private final SourceMetrics metrics;
    private final SplitTurns turns = new SplitTurns();

    /**
     * Takes the consumer as its own.
     *
     * @param reportedGone topics that the enumerator no longer sees, from another thread
     */
    ChunkSplitReader(
            KafkaConsumer<ByteBuffer, ByteBuffer> consumer,
            PollBudget budget,
            SplitOpening opening,
            LostPosition lostPosition,
            PollEncoder encoder,
            Queue<Incarnation> reportedGone,
            ReaderSurroundings surroundings) {
        this.consumer = consumer;
        this.budget = budget;
        this.opening = opening;
        this.lostPosition = lostPosition;
        this.encoder = encoder;
        this.reportedGone = reportedGone;
        this.cluster = surroundings.cluster();
        this.clock = surroundings.clock();
        this.metrics = surroundings.metrics();
    }

    /** @throws SuppressRestartsException if the source does not let us in or refuses us something */
    @Override
    public RecordsWithSplitIds<ReadChunk> fetch() throws IOException {
        try {
            return fetchSteps();
        } catch (ClusterAccessException e) {
            throw new SuppressRestartsException(e);
        } catch (AuthenticationException | AuthorizationException e) {
            throw new SuppressRestartsException(
                    cluster.refusal(e).<Throwable>map(refusal -> refusal).orElse(e));
        }
    }

    private RecordsWithSplitIds<ReadChunk> fetchSteps() throws IOException {
        Steps steps = new Steps(turns);
        endReportedGone(steps);
        openDue(steps);
        if (!steps.hasChanged() && !turns.partitions().isEmpty()) {
            poll(steps);
        }
        return steps.build();
    }

    @Override
    public void handleSplitsChanges(SplitsChange<PartitionSplit> change) {
        if (!(change instanceof SplitsAddition)) {
            throw new UnsupportedOperationException("Cannot handle a change of splits: " + change);
        }
        change.splits().forEach(split -> turns.add(new Cursor(split)));
    }

    /** Not needed: there are no watermarks to align. */
    @Override
    public void pauseOrResumeSplits(Collection<PartitionSplit> pause, Collection<PartitionSplit> resume) {
        throw new UnsupportedOperationException("Varve's source has no watermarks to align");
    }

    @Override
    public void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }

    private void endReportedGone(Steps steps) throws IOException {
        for (Incarnation topic = reportedGone.poll(); topic != null; topic = reportedGone.poll()) {
            opening.endGone(topic, turns, steps);
        }
    }

    private void openDue(Steps steps) throws IOException {
        if (turns.isDue()) {
            List<Cursor> open = opening.open(turns.startDue(), steps);
            assign();
            open.forEach(this::seek);
        } else if (steps.hasChanged()) {
            assign();
        }
    }

    private void poll(Steps steps) throws IOException {
        budget.beginPoll();
        try {
            ConsumerRecords<ByteBuffer, ByteBuffer> records = consumer.poll(POLL_TIMEOUT);
            encode(records, steps);
        } catch (WakeupException e) {
            // Flink has something for this thread to do; nothing was fetched.
            return;
        } catch (OffsetOutOfRangeException e) {
            explain(e, steps);
        }
        if (steps.hasEnded()) {
            assign();
        }
    }

    private void encode(ConsumerRecords<ByteBuffer, ByteBuffer> records, Steps steps) throws IOException {
        long now = clock.millis();
        List<PollEncoder.EpochWentBackException> problems = new ArrayList<>();
        for (Map.Entry<TopicPartition, OffsetAndMetadata> next :
                records.nextOffsets().entrySet()) {
            Cursor cursor = turns.reading(next.getKey());
            if (cursor == null) {
                throw new IllegalStateException("Records of a partition that no split reads: " + next.getKey());
            }
            try {
                encoder.encode(
                        cursor, records.records(next.getKey()), next.getValue(), now, step -> steps.add(cursor, step));
                metrics.lag(cursor, steps.endIfComplete(cursor) ? NO_LAG : consumer.currentLag(next.getKey()));
            } catch (PollEncoder.EpochWentBackException e) {
                // The consumer has passed the others' records, too: they come first.
                problems.add(e);
            }
        }
        for (PollEncoder.EpochWentBackException problem : problems) {
            lostPosition.explain(problem, steps);
        }
    }

    private void explain(OffsetOutOfRangeException problem, Steps steps) throws IOException {
        for (Map.Entry<TopicPartition, Long> lost :
                problem.offsetOutOfRangePartitions().entrySet()) {
            Cursor cursor = turns.reading(lost.getKey());
            if (cursor != null && cursor.position() == lost.getValue()) {
                lostPosition.explain(cursor, problem, steps);
                if (turns.reading(lost.getKey()) == cursor) {
                    seek(cursor);
                }
            }
        }
    }

    private void assign() {
        Set<TopicPartition> wanted = turns.partitions();
        if (!wanted.equals(consumer.assignment())) {
            consumer.assign(wanted);
        }
    }

    private void seek(Cursor cursor) {
        consumer.seek(cursor.kafkaPartition(), SplitOpening.seekPosition(cursor));
    }
}
