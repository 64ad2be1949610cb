// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.Test;

class StrictCommitRequestTest {
    private final Counting counting = new Counting();
    private final StrictCommitRequest request = new StrictCommitRequest(counting);

    /** Goes on whatever is signalled, as Flink does. */
    private static final class Counting implements CommitRequest<FileSinkCommittable> {
        private int failures;
        private int retries;

        @Override
        public FileSinkCommittable getCommittable() {
            return new FileSinkCommittable("mixed/2026-02-01", new Path("/x"));
        }

        @Override
        public int getNumberOfRetries() {
            return retries;
        }

        @Override
        public void signalFailedWithKnownReason(Throwable reason) {
            failures++;
        }

        @Override
        public void signalFailedWithUnknownReason(Throwable reason) {
            failures++;
        }

        @Override
        public void retryLater() {
            retries++;
        }

        @Override
        public void updateAndRetryLater(FileSinkCommittable committable) {
            retries++;
        }

        @Override
        public void signalAlreadyCommitted() {}
    }

    @Test
    void failureFailsTheTaskInsteadOfBeingCounted() {
        assertThatThrownBy(() -> request.signalFailedWithKnownReason(new IOException("gone")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("mixed/2026-02-01")
                .hasMessageEndingWith("gone");
        assertThatThrownBy(() -> request.signalFailedWithUnknownReason(new IOException("gone")))
                .hasMessageEndingWith("gone");
        assertThat(counting.failures).isZero();
    }

    @Test
    void retryIsPassedOnAndRemembered() {
        request.retryLater();

        assertThat(request.isPostponed()).isTrue();
        assertThat(counting.retries).isEqualTo(1);
    }
}
