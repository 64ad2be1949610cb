// SPDX-License-Identifier: Apache-2.0
package dev.varve.job;

import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.util.SerializedThrowable;
import org.jspecify.annotations.Nullable;

/** Exit codes of {@code varve}, the same for all commands. Numbers never change their meaning. */
public enum ExitCode {
    DONE(0, "done"),
    FAILED(1, "failed"),
    USAGE(2, "usage or configuration is wrong; nothing was started"),
    FINDINGS(
            3,
            "finished with findings: damage, unexplained holes, skipped blocks, accepted gaps, a target that could not be verified"),
    REFUSED(4, "refused by the plan; nothing was written"),
    UNREACHABLE(5, "cluster or store unreachable; a retry makes sense"),
    ARCHIVE_NOT_FOUND(10, "archive not found"),
    ARCHIVE_MISMATCH(11, "archive of another cluster, or not the one that the job's state belongs to"),
    NOT_OWNER(12, "restore owned by another run"),
    UNSUPPORTED_FORMAT(13, "archive needs a newer version of Varve"),
    INTERRUPTED(130, "interrupted");

    private static final String HINT = " HINT: ";

    /** By name: exceptions come from other class loaders, and serialized from other threads of Flink. Earlier ones win. */
    private static final List<Map.Entry<ExitCode, Set<String>>> CAUSES = List.of(
            Map.entry(USAGE, Set.of("dev.varve.job.config.InvalidOptionsException")),
            Map.entry(
                    REFUSED,
                    Set.of(
                            "dev.varve.restore.PlanRefusedException",
                            "dev.varve.restore.target.TargetNotEmptyException")),
            Map.entry(NOT_OWNER, Set.of("dev.varve.restore.ledger.RestoreTakenOverException")),
            Map.entry(ARCHIVE_NOT_FOUND, Set.of("dev.varve.format.archive.ArchiveNotFoundException")),
            Map.entry(ARCHIVE_MISMATCH, Set.of("dev.varve.format.ArchiveMismatchException")),
            Map.entry(UNSUPPORTED_FORMAT, Set.of("dev.varve.format.UnsupportedFormatException")),
            Map.entry(
                    UNREACHABLE,
                    Set.of(
                            "java.net.ConnectException",
                            "java.net.NoRouteToHostException",
                            "java.net.SocketTimeoutException",
                            "java.net.UnknownHostException",
                            "dev.varve.backup.source.SourceUnreachableException",
                            "dev.varve.job.store.StoreUnreachableException",
                            "dev.varve.restore.cluster.TargetUnreachableException",
                            "org.apache.kafka.common.errors.DisconnectException",
                            "org.apache.kafka.common.errors.TimeoutException")));

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** What the process returns. */
    public int code() {
        return code;
    }

    /** For the table in the documentation. */
    public String meaning() {
        return meaning;
    }

    /** The code for a failure, by the types in its chain of causes. */
    public static ExitCode of(Throwable failure) {
        Set<String> types = new HashSet<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (@Nullable Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            types.add(
                    cause instanceof SerializedThrowable serialized
                            ? serialized.getOriginalErrorClassName()
                            : cause.getClass().getName());
        }
        return CAUSES.stream()
                .filter(entry -> !Collections.disjoint(entry.getValue(), types))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(FAILED);
    }

    /** What an operator reads: {@code Error: ...}, and the hint on a line of its own. */
    public static String describe(Throwable failure) {
        String reason = reason(failure);
        boolean oneLine = reason.indexOf('\n') < 0;
        return "Error: " + (oneLine ? reason.replace(HINT, System.lineSeparator() + HINT.strip() + " ") : reason);
    }

    /** The message of the outermost exception that is ours or has a hint, or else of the root. */
    static String reason(Throwable failure) {
        Throwable shown = failure;
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (@Nullable Throwable next = failure; next != null && seen.add(next); next = next.getCause()) {
            shown = next instanceof SerializedThrowable serialized
                    ? serialized.deserializeError(ExitCode.class.getClassLoader())
                    : next;
            String text = Objects.requireNonNullElse(shown.getMessage(), "");
            boolean hint = text.contains(HINT) && !repeatsCause(shown, text);
            if (hint || shown.getClass().getName().startsWith("dev.varve.")) {
                break;
            }
        }
        String message = shown.getMessage();
        return message == null || message.isBlank() ? shown.getClass().getSimpleName() : message;
    }

    /** As the message of {@code new IOException(cause)} does. */
    private static boolean repeatsCause(Throwable shown, String text) {
        Throwable cause = shown.getCause();
        return cause != null && text.endsWith(Objects.requireNonNullElse(cause.getMessage(), "\n"));
    }
}
