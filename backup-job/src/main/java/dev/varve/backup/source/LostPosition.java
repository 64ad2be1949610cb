// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out why the source no longer has the position of a split, records the reason, and puts the cursor where reading goes on. Topic
 * ids come first: offsets of another topic mean nothing. For the fetcher's thread.
 */
final class LostPosition {
    private static final Logger LOG = LoggerFactory.getLogger(LostPosition.class);

    /** Positions are asked for again before a log is called another one: a new leader may lag behind for a moment. */
    private static final int ATTEMPTS = 5;

    private final SourceCluster cluster;
    private final Incarnations incarnations;
    private final SplitOpening opening;
    private final Clock clock;
    private final SourceMetrics metrics;

    LostPosition(ReaderSurroundings surroundings, SplitOpening opening) {
        this.cluster = surroundings.cluster();
        this.incarnations = surroundings.incarnations();
        this.opening = opening;
        this.clock = surroundings.clock();
        this.metrics = surroundings.metrics();
    }

    /** Explains one split's position; afterwards the split is over, or the consumer must seek to where it stands. */
    void explain(Cursor cursor, OffsetOutOfRangeException problem, Steps steps) throws IOException {
        if (endIfGone(cursor, steps)) {
            return;
        }
        TopicPartition partition = cursor.kafkaPartition();
        Long logStart = cluster.logStarts(List.of(partition)).get(partition);
        ListOffsetsResultInfo end =
                cluster.ends(List.of(partition), IsolationLevel.READ_COMMITTED).get(partition);
        if (logStart == null || end == null) {
            throw new IOException("Cannot read " + cursor.partition() + ": the partition vanished a moment ago");
        }
        OffsetAndMetadata divergence = divergence(problem, partition);
        if (divergence != null) {
            goBackOrProbe(cursor, divergence, logStart, end, steps);
        } else if (problem instanceof LogTruncationException) {
            throw diverged(cursor, "the broker does not know the position's leader epoch");
        } else if (cursor.position() < logStart) {
            opening.skipMissing(cursor, logStart, steps);
        } else if (cursor.countUnexplained() >= ATTEMPTS) {
            throw diverged(cursor, "the source's log ends at offset " + end.offset());
        } else {
            // Above the end. Seeking with the epoch makes the client look for the divergence.
            SourceCluster.pause();
        }
        steps.endIfComplete(cursor);
    }

    /** Explains a record whose leader epoch is below one read before. */
    void explain(PollEncoder.EpochWentBackException problem, Steps steps) throws IOException {
        if (!endIfGone(problem.cursor(), steps)) {
            throw diverged(problem.cursor(), problem.found());
        }
    }

    private boolean endIfGone(Cursor cursor, Steps steps) throws IOException {
        List<Incarnation> topic = List.of(Incarnation.of(cursor.partition()));
        if (incarnations.gone(topic).isEmpty()) {
            return false;
        }
        opening.endDeleted(cursor, steps);
        return true;
    }

    /**
     * An epoch that is still the leader's cannot have lost its end: the log was replaced by one in which the number stands for
     * something else. Then only the epochs before it are the same, and where these end has to be asked.
     */
    private void goBackOrProbe(
            Cursor cursor, OffsetAndMetadata divergence, long logStart, ListOffsetsResultInfo end, Steps steps) {
        int epoch = divergence.leaderEpoch().orElse(PartitionSplit.UNKNOWN_EPOCH);
        if (cursor.isProbing() || epoch != SourceCluster.leaderEpoch(end)) {
            goBack(cursor, divergence, logStart, end, steps);
        } else if (epoch > 0) {
            cursor.probe(epoch - 1);
        } else {
            goBack(cursor, new OffsetAndMetadata(logStart), logStart, end, steps);
        }
    }

    private void goBack(
            Cursor cursor, OffsetAndMetadata divergence, long logStart, ListOffsetsResultInfo end, Steps steps) {
        LOG.warn(
                "The source's log was cut back: partition={} position={} epoch={} divergence={}. "
                        + "HINT: look for an unclean leader election or a broker started from an older copy.",
                cursor.partition(),
                cursor.position(),
                cursor.leaderEpoch(),
                divergence.offset());
        metrics.countTruncation();
        long newEnd = cursor.split().isBounded()
                ? Math.min(cursor.end(), Math.max(divergence.offset(), end.offset()))
                : cursor.end();
        ReadChunk step = cursor.goBack(
                divergence.offset(),
                divergence.leaderEpoch().orElse(PartitionSplit.UNKNOWN_EPOCH),
                SourceCluster.leaderEpoch(end),
                newEnd,
                clock.millis(),
                logStart);
        steps.add(cursor, step);
    }

    private static @Nullable OffsetAndMetadata divergence(OffsetOutOfRangeException problem, TopicPartition partition) {
        Map<TopicPartition, OffsetAndMetadata> known =
                problem instanceof LogTruncationException truncation ? truncation.divergentOffsets() : Map.of();
        return known.get(partition);
    }

    private static SuppressRestartsException diverged(Cursor cursor, String found) {
        return new SuppressRestartsException(
                new DivergedLogException(cursor.partition(), cursor.position(), cursor.leaderEpoch(), found));
    }
}
