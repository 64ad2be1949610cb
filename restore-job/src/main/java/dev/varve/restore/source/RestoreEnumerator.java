// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.job.ProgressReporter;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.ledger.WriterToken;
import dev.varve.restore.plan.RestorePlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the splits. Hands them out after a global start and again to each subtask that was reset alone, from where the ledger says, and
 * tells no reader that there are no more before the ledger shows every split at its end: Flink may complete a checkpoint without a
 * failed subtask once another has finished (FLINK-40482). The coordinator's thread runs everything here; {@link StartProtocol} runs in
 * another one.
 */
final class RestoreEnumerator implements SplitEnumerator<RestoreSplit, RestoreState> {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreEnumerator.class);

    private final SplitEnumeratorContext<RestoreSplit> context;
    private final RestorePlan plan;
    private final StartProtocol protocol;
    private final Shares shares;
    private StartProtocol.@Nullable Start start;
    private boolean checking;
    private boolean done;
    private volatile long goalBytes;

    RestoreEnumerator(SplitEnumeratorContext<RestoreSplit> context, RestorePlan plan, StartProtocol protocol) {
        this.context = context;
        this.plan = plan;
        this.protocol = protocol;
        this.shares = new Shares(context.currentParallelism());
    }

    @Override
    public void start() {
        context.metricGroup().gauge(ProgressReporter.GOAL, () -> goalBytes);
        int parallelism = context.currentParallelism();
        context.callAsync(() -> protocol.start(parallelism), this::started);
    }

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {
        // Splits are handed out as readers come.
    }

    @Override
    public void addReader(int subtask) {
        if (done) {
            context.signalNoMoreSplits(subtask);
        } else if (start != null) {
            handOut(start, subtask);
        }
    }

    /** Called at every reset of a subtask alone; readers have no splits of their own, so all of its share comes back. */
    @Override
    public void addSplitsBack(List<RestoreSplit> splits, int subtask) {
        shares.reset(subtask);
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        if (!(event instanceof SplitsWritten written)) {
            throw new IllegalStateException("Unexpected event for the enumerator: " + event);
        }
        shares.written(written.splitIds());
        finishIfWritten();
    }

    @Override
    public RestoreState snapshotState(long checkpointId) {
        return new RestoreState(plan.restoreId(), plan.archiveId());
    }

    @Override
    public void close() throws IOException {
        protocol.close();
    }

    private void started(StartProtocol.@Nullable Start result, @Nullable Throwable error) {
        if (result == null) {
            throw failure(error);
        }
        start = result;
        shares.share(result.splits(), result.ledger());
        goalBytes = result.splits().stream()
                .mapToLong(split -> split.remainingBytes(result.ledger()))
                .sum();
        LOG.info(
                "Restoring: restore={} run={} splits={}",
                plan.restoreId(),
                result.owner().runId(),
                result.splits().size());
        for (int subtask : new ArrayList<>(context.registeredReaders().keySet())) {
            handOut(result, subtask);
        }
        finishIfWritten();
    }

    private void handOut(StartProtocol.Start current, int subtask) {
        Shares.Share share = shares.of(subtask);
        if (share.isHandedOut()) {
            return;
        }
        int number = share.resets();
        WriterToken token = new WriterToken(current.owner(), subtask, number);
        if (number == 0) {
            assign(subtask, current.ledger(), token);
            return;
        }
        List<PlannedSplit> splits = share.splits();
        context.callAsync(() -> protocol.handOutAgain(token, splits), (ledger, error) -> {
            if (ledger == null) {
                throw failure(error);
            }
            boolean stale = share.resets() != number || share.isHandedOut();
            if (!stale && context.registeredReaders().containsKey(subtask)) {
                assign(subtask, ledger, token);
                finishIfWritten();
            }
        });
    }

    private void assign(int subtask, LedgerContent ledger, WriterToken token) {
        List<RestoreSplit> splits = shares.handOut(subtask, ledger).stream()
                .map(split -> split.split(ledger, token))
                .toList();
        if (!splits.isEmpty()) {
            LOG.info("Handing out: subtask={} token={} splits={}", subtask, token.number(), splits.size());
            context.assignSplits(new SplitsAssignment<>(Map.of(subtask, splits)));
        }
    }

    private void finishIfWritten() {
        if (start != null && !done && !checking && shares.areWritten()) {
            checking = true;
            context.callAsync(protocol::unfinished, this::checked);
        }
    }

    private void checked(@Nullable List<String> unfinished, @Nullable Throwable error) {
        checking = false;
        if (unfinished == null) {
            throw failure(error);
        }
        if (!shares.areWritten()) {
            return;
        }
        if (!unfinished.isEmpty()) {
            throw new IllegalStateException("Cannot call the restore complete, the ledger does not show the end of: "
                    + String.join(", ", unfinished));
        }
        LOG.info("Every record is in the target: restore={}", plan.restoreId());
        done = true;
        new ArrayList<>(context.registeredReaders().keySet()).forEach(context::signalNoMoreSplits);
    }

    private RuntimeException failure(@Nullable Throwable error) {
        return StartProtocol.isHopeless(error)
                ? new SuppressRestartsException(error)
                : new IllegalStateException("Cannot go on with restore " + plan.restoreId(), error);
    }
}
