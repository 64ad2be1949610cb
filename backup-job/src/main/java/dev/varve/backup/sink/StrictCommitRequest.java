// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.sink;

import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.connector.file.sink.FileSinkCommittable;

/** A request that cannot be given up: where Flink would only count a failure and go on, the task fails. For one thread. */
final class StrictCommitRequest implements CommitRequest<FileSinkCommittable> {
    private final CommitRequest<FileSinkCommittable> request;
    private boolean postponed;

    StrictCommitRequest(CommitRequest<FileSinkCommittable> request) {
        this.request = request;
    }

    /** Whether the request will come again. */
    boolean isPostponed() {
        return postponed;
    }

    @Override
    public FileSinkCommittable getCommittable() {
        return request.getCommittable();
    }

    @Override
    public int getNumberOfRetries() {
        return request.getNumberOfRetries();
    }

    @Override
    public void signalFailedWithKnownReason(Throwable reason) {
        throw failure(reason);
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable reason) {
        throw failure(reason);
    }

    @Override
    public void retryLater() {
        postponed = true;
        request.retryLater();
    }

    @Override
    public void updateAndRetryLater(FileSinkCommittable committable) {
        postponed = true;
        request.updateAndRetryLater(committable);
    }

    @Override
    public void signalAlreadyCommitted() {
        request.signalAlreadyCommitted();
    }

    private IllegalStateException failure(Throwable reason) {
        return new IllegalStateException(
                "Cannot publish segment " + getCommittable() + ": " + reason.getMessage(), reason);
    }
}
