// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.sink;

import dev.varve.restore.cluster.MissingRight;
import dev.varve.restore.ledger.Ledger;
import dev.varve.restore.source.RestoredRun;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Hands records to KafkaSink's writer, and tells the ledger how far they are after each of its flushes, never before. */
final class AtLeastOnceWriter implements SinkWriter<RestoredRun> {
    private final WritingOptions options;
    private final SinkWriter<ProducerRecord<byte[], byte[]>> kafka;
    private final ProcessingTimeService timers;
    private final WritingMetrics metrics;
    private final TargetIds targets;
    private final OutgoingRecords records;
    private final SplitProgress progress = new SplitProgress(false);
    private @Nullable Ledger ledger;
    private @Nullable ScheduledFuture<?> timer;

    AtLeastOnceWriter(
            WritingOptions options,
            SinkWriter<ProducerRecord<byte[], byte[]>> kafka,
            ProcessingTimeService timers,
            WritingMetrics metrics,
            TargetIds targets) {
        this.options = options;
        this.kafka = kafka;
        this.timers = timers;
        this.metrics = metrics;
        this.targets = targets;
        this.records = new OutgoingRecords(options, Clock.systemUTC());
    }

    /** @throws SuppressRestartsException if the target does not let us in or refuses us something */
    @Override
    public void write(RestoredRun run, Context context) throws IOException, InterruptedException {
        try {
            send(run, context);
        } catch (IOException | RuntimeException e) {
            MissingRight.requireRestartToHelp(options.ledger().target(), "write", e);
            throw e;
        }
    }

    private void send(RestoredRun run, Context context) throws IOException, InterruptedException {
        OutgoingRecords.Sent sent = records.send(run, record -> kafka.write(record, context));
        progress.advance(run, sent);
        metrics.written(run, sent);
        if (timer == null) {
            long next =
                    timers.getCurrentProcessingTime() + options.commitInterval().toMillis();
            timer = timers.registerTimer(next, time -> {
                timer = null;
                flush(false);
            });
        }
    }

    /** @throws SuppressRestartsException as {@link #write} */
    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        if (progress.hasMoved()) {
            try {
                commit(endOfInput);
            } catch (IOException | RuntimeException e) {
                MissingRight.requireRestartToHelp(options.ledger().target(), "write", e);
                throw e;
            }
        }
    }

    private void commit(boolean endOfInput) throws IOException, InterruptedException {
        kafka.flush(endOfInput);
        targets.requireUnchanged(progress.targets());
        Ledger open = ledger;
        if (open == null) {
            open = options.ledger().open();
            ledger = open;
        }
        open.append(progress.entries());
        progress.committed();
        metrics.committed();
    }

    @Override
    public void close() throws IOException {
        try {
            kafka.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("Cannot close the producer", e);
        } finally {
            if (ledger != null) {
                ledger.close();
            }
            targets.close();
        }
    }
}
