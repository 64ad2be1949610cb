// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.sink;

import dev.varve.restore.cluster.MissingRight;
import dev.varve.restore.ledger.WriterToken;
import dev.varve.restore.sink.RestoreSteps.Step;
import dev.varve.restore.source.RestoredRun;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes records and, in the same Kafka transaction, how far they are to the ledger. Commits at every checkpoint, at the end and every
 * commit interval. Nothing is prepared for a later commit, so no Kafka transaction outlives a checkpoint or a savepoint.
 */
final class ExactlyOnceWriter implements SinkWriter<RestoredRun> {
    private final WritingOptions options;
    private final ProcessingTimeService timers;
    private final WritingMetrics metrics;
    private final OutgoingRecords records;
    private final SplitProgress progress = new SplitProgress(true);
    private final TargetIds targets;
    private final RestoreSteps steps;
    private @Nullable WriterToken token;
    private @Nullable TransactionalProducer producer;
    private @Nullable ScheduledFuture<?> timer;

    ExactlyOnceWriter(
            WritingOptions options,
            ProcessingTimeService timers,
            WritingMetrics metrics,
            TargetIds targets,
            RestoreSteps steps) {
        this.options = options;
        this.timers = timers;
        this.metrics = metrics;
        this.targets = targets;
        this.steps = steps;
        this.records = new OutgoingRecords(options, Clock.systemUTC());
    }

    @Override
    public void write(RestoredRun run, Context context) throws IOException, InterruptedException {
        TransactionalProducer open = producer(run.split().token());
        OutgoingRecords.Sent sent = records.send(run, open::send);
        progress.advance(run, sent);
        metrics.written(run, sent);
        open.tell(Step.SENT);
        if (timer == null) {
            long next =
                    timers.getCurrentProcessingTime() + options.commitInterval().toMillis();
            timer = timers.registerTimer(next, time -> {
                timer = null;
                commit();
            });
        }
    }

    @Override
    public void flush(boolean endOfInput) throws IOException {
        commit();
    }

    private void commit() throws IOException {
        TransactionalProducer open = producer;
        if (open != null && progress.hasMoved()) {
            requireTargets();
            open.commit(progress.entries());
            progress.committed();
            metrics.committed();
        }
    }

    private void requireTargets() throws IOException {
        try {
            targets.requireUnchanged(progress.targets());
        } catch (IOException e) {
            MissingRight.requireRestartToHelp(options.ledger().target(), "look at the target topics", e);
            throw e;
        }
    }

    private TransactionalProducer producer(WriterToken given) throws IOException {
        TransactionalProducer open = producer;
        if (open == null) {
            try {
                open = TransactionalProducer.open(options, given, steps);
            } catch (IOException e) {
                MissingRight.requireRestartToHelp(options.ledger().target(), "open a writer", e);
                throw e;
            }
            producer = open;
            token = given;
        } else if (!given.equals(token)) {
            throw new IllegalStateException("One writer was given two tokens: " + token + " and " + given);
        }
        return open;
    }

    @Override
    public void close() throws IOException {
        if (producer != null) {
            producer.close();
        }
        targets.close();
    }
}
