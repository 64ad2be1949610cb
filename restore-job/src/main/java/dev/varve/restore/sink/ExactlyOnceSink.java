// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.sink;

import dev.varve.restore.source.RestoredRun;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Each record once, whatever happens: see docs/exactly-once.md. Keeps no state in Flink. */
public final class ExactlyOnceSink implements Sink<RestoredRun> {
    private final WritingOptions options;
    private final RestoreSteps steps;

    private ExactlyOnceSink(WritingOptions options, RestoreSteps steps) {
        this.options = options;
        this.steps = steps;
    }

    /** Tells of the steps of its writers. */
    public static ExactlyOnceSink watched(WritingOptions options, RestoreSteps steps) {
        return new ExactlyOnceSink(options, steps);
    }

    @Override
    public SinkWriter<RestoredRun> createWriter(WriterInitContext context) {
        return new ExactlyOnceWriter(
                options,
                context.getProcessingTimeService(),
                new WritingMetrics(context.metricGroup()),
                new TargetIds(options.ledger()),
                steps);
    }
}
