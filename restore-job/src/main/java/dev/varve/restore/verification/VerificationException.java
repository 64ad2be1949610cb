// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import dev.varve.restore.cluster.TransactionHolders;
import java.io.IOException;
import java.time.Duration;

/** What was restored cannot be read back. It may be right or wrong. */
public final class VerificationException extends IOException {
    private final String subject;

    private VerificationException(String subject, String message) {
        super(message);
        this.subject = subject;
    }

    static VerificationException gone(String topic) {
        return new VerificationException(
                topic,
                "Cannot verify topic " + topic
                        + ": the target has no topic of that name that this restore has claimed; it was"
                        + " deleted, and perhaps created again. HINT: start the same restore again, it then restores this topic"
                        + " anew.");
    }

    static VerificationException held(
            String partition, long stable, long high, TransactionHolders holders, Duration waited) {
        return new VerificationException(
                partition,
                "Cannot verify " + partition + ": after " + waited.toSeconds() + " s its last stable offset is "
                        + stable + ", below its end " + high + "; an open transaction holds it: " + holders + ". HINT: "
                        + (holders.leftHanging().isEmpty()
                                ? "it ends by the broker's transaction timeout; start the same restore again then, it only"
                                        + " verifies."
                                : "Kafka has forgotten to end it, as can happen when all brokers of a partition die. See"
                                        + " \"A transaction that Kafka leaves hanging\" in docs/exactly-once.md."));
    }

    static VerificationException withoutResult() {
        return new VerificationException(
                "job",
                "Cannot verify: the job was submitted without waiting for its result. HINT: start the same restore again"
                        + " without -d, it only verifies.");
    }

    /** The topic or partition that it is about. */
    public String subject() {
        return subject;
    }
}
