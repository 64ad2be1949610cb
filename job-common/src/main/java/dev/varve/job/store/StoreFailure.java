// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.store;

import dev.varve.format.ArchiveException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.util.regex.Pattern;

/** Failures of Flink's file systems in the words of a user. */
public final class StoreFailure {
    private static final String HINT = " HINT: ";

    /** Throws its own unchecked. */
    private static final String GOOGLE = "com.google.";

    /** As operating systems and object stores say it. */
    private static final Pattern FULL =
            Pattern.compile("No space left on device|Disk quota exceeded|[Qq]uota ?[Ee]xceeded");

    private static final Pattern NOT_WRITABLE =
            Pattern.compile("Read-only file system|Permission denied|AccessDeniedException");

    private StoreFailure() {}

    /**
     * Makes a call. What fails for good says how to put it right, and what file systems throw unchecked (that of Google does) is an
     * {@link IOException} like all others.
     *
     * @param location without secrets
     */
    static <T> T told(String location, String what, StoreRetries.Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (FileNotFoundException e) {
            throw e;
        } catch (IOException e) {
            throw StoreAccessException.of(location, what, e).orElse(e);
        } catch (RuntimeException e) {
            IOException failure = new IOException(e.toString(), e);
            throw StoreAccessException.of(location, what, failure).orElse(failure);
        }
    }

    /**
     * What a failure means where something of Flink uses the file system, and not {@link FlinkFileStore}.
     *
     * @param store where it happened; secrets in it are not repeated
     * @param what was tried, such as {@code write a segment}
     * @return what to throw instead: the failure itself if it says all, or does not come from the store
     * @throws RuntimeException the failure, if it is unchecked and does not come from a file system
     */
    public static IOException of(URI store, String what, Exception failure) {
        if (failure instanceof RuntimeException unchecked
                && !failure.getClass().getName().startsWith(GOOGLE)) {
            throw unchecked;
        }
        return failure instanceof IOException checked
                ? ofChecked(store, what, checked)
                : ofChecked(store, what, new IOException(failure.toString(), failure));
    }

    private static IOException ofChecked(URI store, String what, IOException failure) {
        boolean isOther = failure instanceof ArchiveException
                || failure instanceof InterruptedIOException
                || failure instanceof ClosedByInterruptException
                || String.valueOf(failure.getMessage()).contains(HINT);
        if (isOther) {
            return failure;
        }
        String location = FlinkFileStore.describe(store);
        return StoreAccessException.of(location, what, failure)
                .orElseGet(() -> new IOException(
                        "Cannot " + what + " in store " + location + ": " + StoreAccessException.said(failure) + "."
                                + HINT + hint(failure),
                        failure));
    }

    private static String hint(IOException failure) {
        String all = StoreAccessException.text(failure);
        if (FULL.matcher(all).find()) {
            return "make room there; nothing is lost, the job goes on from its last commit.";
        }
        if (NOT_WRITABLE.matcher(all).find()) {
            return "let this user write there; nothing is lost, the job goes on from its last commit.";
        }
        return "nothing is lost, the job goes on from its last commit once the store takes what it is given.";
    }
}
