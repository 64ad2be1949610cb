// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.CorruptArchiveException;
import dev.varve.job.ExitCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class StoreFailureTest {
    private static final URI STORE = URI.create("s3://key:SECRET@bucket/backups/shop");

    private static IOException told(IOException failure) {
        return StoreFailure.of(STORE, "write a segment", failure);
    }

    @Test
    void fullDiskIsNamedWithWhatToDo() {
        assertThat(told(new IOException("Cannot close", new IOException("No space left on device"))))
                .hasMessage("Cannot write a segment in store s3://bucket/backups/shop: No space left on device."
                        + " HINT: make room there; nothing is lost, the job goes on from its last commit.");
    }

    @Test
    void readOnlyDiskIsNamedWithWhatToDo() {
        assertThat(told(new IOException("Read-only file system")))
                .hasMessageContaining("shop: Read-only file system. HINT: let this user write there");
    }

    @Test
    void refusalBelowLayersOfOthersIsAccess() {
        IOException refused = new IOException(
                "com.amazonaws.services.s3.model.AmazonS3Exception: Access Denied (Service: Amazon S3;"
                        + " Status Code: 403; Error Code: AccessDenied; Request ID: 1; S3 Extended Request ID: null; Proxy: null)");

        assertThat(told(new IOException("Uploading parts failed", new ExecutionException(refused))))
                .isInstanceOf(StoreAccessException.class)
                .hasMessageStartingWith(
                        "Missing right on store s3://bucket/backups/shop: AccessDenied (Access Denied, status 403),"
                                + " when asked to write a segment. HINT: ");
    }

    @Test
    void nobodyAnswersIsUnreachable() {
        IOException failure = told(new IOException(new ConnectException("Connection refused")));

        assertThat(failure).hasMessageStartingWith("Cannot reach store s3://bucket/backups/shop: Connection refused");
        assertThat(ExitCode.of(failure)).isEqualTo(ExitCode.UNREACHABLE);
    }

    @Test
    void anythingElseKeepsTheWordsOfItsRootAndSaysWhere() {
        assertThat(told(new IOException("layer", new IOException("layer", new IOException("SlowDown")))))
                .hasMessageStartingWith(
                        "Cannot write a segment in store s3://bucket/backups/shop: SlowDown. HINT: nothing is lost");
    }

    @Test
    void whatIsNotOfTheStoreStaysAsItIs() {
        IOException corrupt = new CorruptArchiveException("data/a", 1, "length");
        IOException stopped = new InterruptedIOException("cancelled");
        IOException hinted = new IOException("Cannot do it. HINT: do this");

        assertThat(told(corrupt)).isSameAs(corrupt);
        assertThat(told(stopped)).isSameAs(stopped);
        assertThat(told(hinted)).isSameAs(hinted);
    }
}
