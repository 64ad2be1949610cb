// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.OffsetRange;
import dev.varve.format.block.GapCause;
import dev.varve.job.config.BackupConfig.OnGap;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be known before a split is read: whether its topic is still the same, whether the source still has what comes next, and
 * whether its log is the one that was read. For the fetcher's thread.
 */
final class SplitOpening {
    private static final Logger LOG = LoggerFactory.getLogger(SplitOpening.class);

    /** A leader that was cut off may still answer for a moment. */
    private static final int CONFIRMATIONS = 10;

    private final SourceCluster cluster;
    private final Incarnations incarnations;
    private final OnGap onGap;
    private final Clock clock;
    private final SourceMetrics metrics;

    SplitOpening(ReaderSurroundings surroundings, OnGap onGap) {
        this.cluster = surroundings.cluster();
        this.incarnations = surroundings.incarnations();
        this.onGap = onGap;
        this.clock = surroundings.clock();
        this.metrics = surroundings.metrics();
    }

    /**
     * Opens splits whose turn has come.
     *
     * @return those to be read, from where they stand then
     */
    List<Cursor> open(List<Cursor> cursors, Steps steps) throws IOException {
        List<Cursor> alive = new ArrayList<>();
        Set<Incarnation> gone = incarnations.gone(cursors.stream()
                .map(cursor -> Incarnation.of(cursor.partition()))
                .toList());
        for (Cursor cursor : cursors) {
            if (cursor.isComplete()) {
                steps.endIfComplete(cursor);
            } else if (gone.contains(Incarnation.of(cursor.partition()))) {
                endDeleted(cursor, steps);
            } else {
                alive.add(cursor);
            }
        }
        Collection<TopicPartition> partitions =
                alive.stream().map(Cursor::kafkaPartition).toList();
        Map<TopicPartition, Long> logStarts = cluster.logStarts(partitions);
        Map<TopicPartition, ListOffsetsResultInfo> ends = cluster.ends(partitions, IsolationLevel.READ_COMMITTED);
        List<Cursor> open = new ArrayList<>();
        for (Cursor cursor : alive) {
            requireLog(cursor, ends);
            skipMissing(cursor, known(cursor, logStarts), steps);
            if (!steps.endIfComplete(cursor)) {
                open.add(cursor);
                metrics.lag(cursor, known(cursor, ends).offset() - cursor.position());
            }
        }
        return open;
    }

    /** Where to seek: with the epoch, so that Kafka notices if the log was cut there. */
    static OffsetAndMetadata seekPosition(Cursor cursor) {
        return cursor.seekEpoch() == PartitionSplit.UNKNOWN_EPOCH
                ? new OffsetAndMetadata(cursor.position())
                : new OffsetAndMetadata(cursor.position(), Optional.of(cursor.seekEpoch()), "");
    }

    /** Ends splits of topics that are said to be gone, if they are. */
    void endGone(Incarnation topic, SplitTurns turns, Steps steps) throws IOException {
        List<Cursor> cursors = turns.of(topic);
        if (!cursors.isEmpty() && !incarnations.gone(List.of(topic)).isEmpty()) {
            cursors.forEach(cursor -> endDeleted(cursor, steps));
        }
    }

    void endDeleted(Cursor cursor, Steps steps) {
        LOG.warn(
                "Topic is gone, its backup ends: partition={} position={}. HINT: a topic of the same name is backed up on its own.",
                cursor.partition(),
                cursor.position());
        metrics.countDeleted();
        metrics.lag(cursor, 0);
        steps.addLast(cursor, cursor.endDeleted(clock.millis()));
    }

    /**
     * Records that the source does not have what comes next, if it is so.
     *
     * @throws SuppressRestartsException if the configuration says to fail then
     */
    void skipMissing(Cursor cursor, long logStart, Steps steps) {
        boolean first = cursor.isFirstContact();
        long from = first ? Math.max(logStart, cursor.split().firstContactStart()) : logStart;
        long to = Math.min(from, cursor.end());
        if (to <= cursor.position()) {
            return;
        }
        GapCause cause = first ? GapCause.BEFORE_FIRST_BACKUP : GapCause.RETENTION;
        OffsetRange gap = new OffsetRange(cursor.position(), to);
        if (!first) {
            if (onGap == OnGap.FAIL) {
                throw new SuppressRestartsException(new RefusedGapException(cursor.partition(), gap));
            }
            LOG.warn(
                    "The source deleted records before they were read: partition={} offsets={} logStart={}. "
                            + "HINT: longer retention, or a backup that runs more often, keeps them.",
                    cursor.partition(),
                    gap,
                    logStart);
            metrics.countGap(gap.length());
        }
        steps.add(cursor, cursor.skip(to, cause, clock.millis(), logStart));
    }

    /** A leader epoch never goes back within one log. A consumer would wait for ever for one that does. */
    private void requireLog(Cursor cursor, Map<TopicPartition, ListOffsetsResultInfo> ends) throws IOException {
        int epoch = SourceCluster.leaderEpoch(known(cursor, ends));
        for (int i = 0; i < CONFIRMATIONS && isBehind(epoch, cursor); i++) {
            SourceCluster.pause();
            List<TopicPartition> partition = List.of(cursor.kafkaPartition());
            epoch = SourceCluster.leaderEpoch(known(cursor, cluster.ends(partition, IsolationLevel.READ_COMMITTED)));
        }
        if (isBehind(epoch, cursor)) {
            throw new SuppressRestartsException(new DivergedLogException(
                    cursor.partition(),
                    cursor.position(),
                    cursor.leaderEpoch(),
                    "the partition's leader epoch is only " + epoch));
        }
    }

    private static boolean isBehind(int leaderEpoch, Cursor cursor) {
        return leaderEpoch != PartitionSplit.UNKNOWN_EPOCH && leaderEpoch < cursor.leaderEpoch();
    }

    private static <V> V known(Cursor cursor, Map<TopicPartition, V> answers) throws IOException {
        V answer = answers.get(cursor.kafkaPartition());
        if (answer == null) {
            throw new IOException("Cannot open " + cursor.partition() + ": the partition vanished a moment ago");
        }
        return answer;
    }
}
