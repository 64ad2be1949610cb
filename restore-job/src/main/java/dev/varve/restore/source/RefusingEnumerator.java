// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;

/** Stands for one that cannot be made or restored: it ends the job without a restart, and touches nothing. */
record RefusingEnumerator(SplitEnumeratorContext<RestoreSplit> context, IOException reason)
        implements SplitEnumerator<RestoreSplit, RestoreState> {
    @Override
    public void start() {
        context.callAsync(() -> reason, (found, error) -> {
            throw new SuppressRestartsException(reason);
        });
    }

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {
        // There are none.
    }

    @Override
    public void addSplitsBack(List<RestoreSplit> splits, int subtask) {
        // There are none.
    }

    @Override
    public void addReader(int subtask) {
        // The job is about to fail.
    }

    @Override
    public RestoreState snapshotState(long checkpointId) {
        throw new SuppressRestartsException(reason);
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
