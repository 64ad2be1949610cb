// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import dev.varve.format.ArchiveException;
import dev.varve.format.CorruptArchiveException;
import dev.varve.format.MissingObjectException;
import dev.varve.job.ExitCode;
import dev.varve.job.store.StoreAccessException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * What a command that ended with an exception says.
 *
 * @param lines for standard error: {@code Error: ...}, then {@code HINT: ...} where there is one
 */
record Failure(ExitCode exitCode, List<String> lines) {
    private static final String HINT = "HINT: ";

    static Failure of(Throwable thrown) {
        Throwable cause = unwrap(thrown);
        return new Failure(exitCode(cause), lines(text(cause)));
    }

    /** The lines of a message that may end with a hint. A message of several lines keeps the hints inside. */
    static List<String> lines(String message) {
        int hint = message.indexOf(HINT);
        if (hint <= 0 || message.indexOf('\n') >= 0) {
            return List.of("Error: " + message);
        }
        return List.of("Error: " + message.substring(0, hint).stripTrailing(), message.substring(hint));
    }

    private static ExitCode exitCode(Throwable cause) {
        if (cause instanceof UsageException) {
            return ExitCode.USAGE;
        }
        if (cause instanceof InterruptedException) {
            return ExitCode.INTERRUPTED;
        }
        if (cause instanceof CorruptArchiveException || cause instanceof MissingObjectException) {
            return ExitCode.FINDINGS;
        }
        // Clients of object stores tell of wrong keys and missing rights by the JDK's exceptions of disks.
        boolean ofStore = cause instanceof ArchiveException || cause instanceof StoreAccessException;
        boolean ofDisk = cause instanceof FileSystemException || cause.getCause() instanceof FileSystemException;
        return ofDisk && !ofStore ? ExitCode.UNREACHABLE : ExitCode.of(cause);
    }

    /** The JDK's file system exceptions name only the file. */
    private static String text(Throwable cause) {
        String message = cause.getMessage();
        if (cause instanceof AccessDeniedException) {
            return "Cannot access " + message + ": permission denied";
        }
        if (cause instanceof FileSystemException && message != null) {
            return "Cannot access " + message + " (" + cause.getClass().getSimpleName() + ")";
        }
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }

    private static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof UncheckedIOException || cause instanceof ExecutionException) {
            Throwable inner = cause.getCause();
            if (inner == null) {
                return cause;
            }
            cause = inner;
        }
        return cause;
    }
}
