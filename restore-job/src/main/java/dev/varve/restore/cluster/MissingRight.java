// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.cluster;

import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

/** The target refuses something to its user. Rights do not come by themselves, so a restart does not help. */
public final class MissingRight {
    private MissingRight() {}

    /** Whether it is behind a failure. */
    public static boolean isCauseOf(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof AuthorizationException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    /** What is refused, as a sentence, and what to do. */
    public static String describe(String refused) {
        return refused + (refused.endsWith(".") ? "" : ".")
                + " HINT: grant the user of target.properties what is missing, then start the same restore again; varve plan"
                + " names rights on topics that are there.";
    }
}
