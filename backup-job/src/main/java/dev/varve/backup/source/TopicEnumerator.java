// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.ArchiveException;
import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.job.ClusterAccessException;
import dev.varve.job.config.BackupConfig;
import dev.varve.job.config.BackupConfig.Mode;
import dev.varve.job.config.BackupConfig.OnMissingTopic;
import dev.varve.job.store.StoreAccessException;
import dev.varve.job.store.StoreUnreachableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what is read: finds topics, plans splits and hands them out, and in mode once tells when all is done. Nothing is planned
 * before every reader has told what it has. The coordinator's thread runs everything here; questions to cluster and archive go to
 * {@link EnumeratorWork} in another one.
 */
final class TopicEnumerator implements SplitEnumerator<PartitionSplit, EnumeratorState> {
    private static final Logger LOG = LoggerFactory.getLogger(TopicEnumerator.class);

    /** Discoveries in a row that must not see a topic before its readers are asked to look. */
    private static final int ABSENCES = 2;

    private final SplitEnumeratorContext<PartitionSplit> context;
    private final BackupConfig config;
    private final EnumeratorWork work;
    private final SplitOwners owners;
    private final OnceGoals goals;
    private final boolean restored;
    private final Map<Incarnation, Integer> absences = new HashMap<>();
    private final Set<String> reportedMissing = new HashSet<>();
    private Id archiveId;
    private boolean started;
    private boolean planning;
    private boolean done;
    private @Nullable Discovery discovery;

    TopicEnumerator(
            SplitEnumeratorContext<PartitionSplit> context,
            BackupConfig config,
            EnumeratorWork work,
            EnumeratorState restoredState) {
        EnumeratorState state = restoredState.in(config.mode());
        this.context = context;
        this.config = config;
        this.work = work;
        this.owners = new SplitOwners(context.currentParallelism(), state.unassigned());
        this.goals = new OnceGoals(state);
        this.archiveId = state.archiveId();
        this.started = state.started();
        this.restored = started;
    }

    @Override
    public void start() {
        work.register(context.metricGroup());
        Id expected = archiveId;
        context.callAsync(() -> work.connect(expected), this::connected);
    }

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {
        // Splits are handed out as they come.
    }

    @Override
    public void addReader(int subtask) {
        owners.lose(subtask);
        if (done) {
            context.signalNoMoreSplits(subtask);
        }
    }

    @Override
    public void addSplitsBack(List<PartitionSplit> splits, int subtask) {
        owners.giveBack(subtask, splits);
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        try {
            if (event instanceof SplitMessage.Held held) {
                owners.hold(subtask, held.decode());
                assign();
                planMissing();
            } else if (event instanceof SplitMessage.Ended ended) {
                end(subtask, ended.decode());
            } else {
                throw new IllegalStateException("Unexpected event for the enumerator: " + event);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public EnumeratorState snapshotState(long checkpointId) {
        return new EnumeratorState(
                archiveId, config.mode(), started, goals.isSet(), owners.unassigned(), goals.goals(), goals.reached());
    }

    @Override
    public void close() throws IOException {
        work.close();
    }

    private void connected(EnumeratorWork.@Nullable Connection connection, @Nullable Throwable error) {
        if (connection == null) {
            throw startFailure(error);
        }
        archiveId = connection.archiveId();
        LOG.info(
                "Backing up: archive={} archiveId={} topics={} partitions={}",
                config.archive(),
                archiveId,
                connection.discovery().topics().size(),
                connection.discovery().selectedPartitions().size());
        long interval = config.discoveryInterval().toMillis();
        context.callAsync(work::observe, this::observed, interval, interval);
        if (connection.discovery().existing().containsValue(Id.ZERO)) {
            LOG.warn("The brokers have no topic ids: a topic that is deleted and created again is not noticed.");
        }
        discovered(connection.discovery());
    }

    private RuntimeException startFailure(@Nullable Throwable error) {
        boolean hopeless = error instanceof ArchiveException
                || error instanceof ClusterAccessException
                || error instanceof StoreAccessException;
        boolean firstStart = !restored
                && (error instanceof SourceUnreachableException || error instanceof StoreUnreachableException);
        return hopeless || firstStart
                ? new SuppressRestartsException(error)
                : new IllegalStateException("Cannot start the backup of archive " + config.archive(), error);
    }

    private void observed(EnumeratorWork.@Nullable Observation seen, @Nullable Throwable error) {
        if (work.isClosed()) {
            return;
        }
        requireAccess(error);
        if (seen == null) {
            LOG.warn(
                    "Cannot look for new topics, trying again in {}: reading goes on meanwhile.",
                    config.discoveryInterval(),
                    error);
            return;
        }
        seen.replaced().forEach(this::tellReplaced);
        discovered(seen.discovery());
    }

    private void discovered(Discovery found) {
        discovery = found;
        tellGone(found);
        planMissing();
    }

    /** The reader fails, not this job as a whole: Flink names the last failure of a whole job as its cause, even over the reader's. */
    private void tellReplaced(ReplacedLog log) {
        LOG.warn("{}", log);
        owners.ownersOf(log.topic()).forEach(subtask -> tell(subtask, new SplitMessage.Replaced(log)));
    }

    /** Rights and passwords do not come back by themselves, and what nobody may read is missing in the archive. */
    private static void requireAccess(@Nullable Throwable error) {
        if (error instanceof ClusterAccessException) {
            throw new SuppressRestartsException(error);
        }
    }

    /** Two answers in a row, and then the readers look themselves: one broker may be behind. */
    private void tellGone(Discovery found) {
        Set<Incarnation> read = new HashSet<>(owners.incarnations().values());
        absences.keySet().retainAll(read);
        for (Incarnation topic : read) {
            if (found.contains(topic)) {
                absences.remove(topic);
            } else if (absences.merge(topic, 1, Integer::sum) >= ABSENCES) {
                owners.ownersOf(topic).forEach(subtask -> tell(subtask, new SplitMessage.Gone(topic)));
            }
        }
    }

    private void planMissing() {
        Discovery found = discovery;
        if (found == null || planning || done || !owners.isComplete(registered())) {
            return;
        }
        requireNamed(found);
        if (goals.isSet()) {
            goals.goals().stream()
                    .filter(goal -> !goals.isReached(goal.splitId()) && !owners.knows(goal.splitId()))
                    .forEach(goal -> {
                        LOG.warn("No reader has a split any more, it is read again: split={}", goal);
                        owners.offer(goal);
                    });
            assign();
            finishIfDone();
            return;
        }
        Collection<TopicPartitionId> missing = missing(found);
        if (missing.isEmpty() && started && config.mode() == Mode.CONTINUOUS) {
            updateWatched();
            return;
        }
        planning = true;
        boolean firstPlan = !started;
        context.callAsync(() -> work.plan(missing, firstPlan), this::planned);
    }

    /** Selected partitions that nobody reads. One whose namesake is still being read has to wait for its end. */
    private Collection<TopicPartitionId> missing(Discovery found) {
        var read = owners.incarnations();
        List<TopicPartitionId> missing = new ArrayList<>();
        for (TopicPartitionId partition : found.selectedPartitions()) {
            PartitionSplit main = PartitionSplit.main(
                    partition, config.mode(), 0, PartitionSplit.UNKNOWN_EPOCH, PartitionSplit.NEVER);
            Incarnation other = read.get(main.kafkaPartition());
            if (!owners.knows(main.splitId()) && (other == null || other.equals(Incarnation.of(partition)))) {
                missing.add(partition);
            }
        }
        return missing;
    }

    private void planned(@Nullable List<PartitionSplit> splits, @Nullable Throwable error) {
        planning = false;
        requireAccess(error);
        if (splits == null) {
            if (error instanceof ArchiveException) {
                throw new SuppressRestartsException(error);
            }
            LOG.warn("Cannot plan new partitions, trying again in {}.", config.discoveryInterval(), error);
            return;
        }
        started = true;
        splits.stream().filter(split -> !owners.knows(split.splitId())).forEach(owners::offer);
        if (config.mode() == Mode.ONCE) {
            goals.set(splits);
        }
        assign();
        finishIfDone();
    }

    private void assign() {
        Map<Integer, List<PartitionSplit>> assignment = owners.assign(registered());
        if (!assignment.isEmpty()) {
            context.assignSplits(new SplitsAssignment<>(assignment));
        }
        updateWatched();
    }

    /** A reader that has just failed hears nothing; it tells again what it has when it is back. */
    private void tell(int subtask, SplitMessage message) {
        if (registered().contains(subtask)) {
            context.sendEventToSourceReader(subtask, message);
        }
    }

    private Set<Integer> registered() {
        return context.registeredReaders().keySet();
    }

    private void updateWatched() {
        work.watch(owners.incarnations());
    }

    private void end(int subtask, List<PartitionSplit> ended) {
        for (PartitionSplit split : ended) {
            LOG.info("Split ended: split={}", split);
            owners.end(split.splitId());
            goals.reach(split);
        }
        List<String> ids = ended.stream().map(PartitionSplit::splitId).toList();
        tell(subtask, new SplitMessage.EndsKnown(ids));
        if (config.mode() == Mode.ONCE) {
            finishIfDone();
        } else if (ended.stream().anyMatch(split -> split.ended() == SplitEnd.DELETED)) {
            context.callAsync(work::observe, this::observed);
        }
    }

    private void finishIfDone() {
        if (config.mode() == Mode.ONCE && goals.isDone() && !done && !planning) {
            planning = true;
            List<PartitionSplit> reached = goals.reached();
            context.callAsync(() -> work.missing(reached), this::checked);
        }
    }

    private void checked(@Nullable List<String> missing, @Nullable Throwable error) {
        planning = false;
        if (missing == null) {
            throw new IllegalStateException("Cannot check whether the archive is complete", error);
        }
        if (!missing.isEmpty()) {
            throw new SuppressRestartsException(new IncompleteBackupException(missing));
        }
        LOG.info(
                "Backup complete: archive={} splits={}",
                config.archive(),
                goals.goals().size());
        done = true;
        registered().forEach(context::signalNoMoreSplits);
    }

    private void requireNamed(Discovery found) {
        Set<String> read = new HashSet<>();
        owners.all().forEach(split -> read.add(split.partition().topic()));
        List<String> missing =
                found.missing().stream().filter(name -> !read.contains(name)).toList();
        reportedMissing.retainAll(missing);
        if (missing.isEmpty()) {
            return;
        }
        if (config.onMissingTopic() == OnMissingTopic.FAIL) {
            throw new SuppressRestartsException(new MissingTopicException(missing));
        }
        if (reportedMissing.addAll(missing)) {
            LOG.warn("Topics do not exist yet: topics={}. They are read from their beginning once they do.", missing);
        }
    }
}
