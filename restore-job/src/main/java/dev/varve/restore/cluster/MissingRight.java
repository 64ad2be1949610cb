// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.cluster;

import dev.varve.job.ClusterAccessException;
import dev.varve.job.config.ConnectionConfig.Cluster;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * The target does not let its user in, or refuses something to him. Passwords, certificates and rights do not come by themselves, so a
 * restart does not help.
 */
public final class MissingRight {
    private static final int SHOWN = 3;

    private MissingRight() {}

    /** Whether it is behind a failure. */
    public static boolean isCauseOf(@Nullable Throwable failure) {
        return refusal(failure) != null || ClusterAccessException.isCauseOf(failure);
    }

    /** What Kafka said about a right, somewhere in the chain of causes; null if that is not what it is about. */
    static @Nullable Throwable refusal(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof AuthorizationException)) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Operations on topics, by name. */
    public static ClusterAccessException of(Cluster target, Map<String, Set<AclOperation>> forbidden) {
        String all = forbidden.entrySet().stream()
                .limit(SHOWN)
                .map(topic -> topic.getValue().stream().map(MissingRight::name).collect(Collectors.joining(" and "))
                        + " on topic " + topic.getKey())
                .collect(Collectors.joining(", "));
        String more = forbidden.size() > SHOWN ? ", and on " + (forbidden.size() - SHOWN) + " more" : "";
        return ClusterAccessException.missingRight("target", target, all + more, null);
    }

    /** An operation as kafka-acls takes it. */
    public static String name(AclOperation operation) {
        return Arrays.stream(operation.name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /** As ours, with what to do, if it is about being let in. */
    public static Optional<IOException> login(Cluster target, Throwable failure) {
        return ClusterAccessException.login("target", target, failure).map(refusal -> refusal);
    }

    /**
     * Ends a job for good if this is why it fails.
     *
     * @param what it could not do, as in {@code write}
     * @throws SuppressRestartsException naming what is missing
     */
    public static <E extends Exception> void requireRestartToHelp(Cluster target, String what, E failure) {
        if (isCauseOf(failure)) {
            throw new SuppressRestartsException(login(target, failure).orElseGet(() -> {
                String text = String.valueOf(failure.getMessage());
                return new IOException(
                        text.contains(" HINT: ") ? text : describe("Cannot " + what + ": " + text), failure);
            }));
        }
    }

    /** What is refused, as a sentence, and what to do. */
    public static String describe(String refused) {
        return refused + (refused.endsWith(".") ? "" : ".")
                + " HINT: grant the user of target.properties what is missing, then start the same restore again; varve plan"
                + " names rights on topics that are there.";
    }
}
