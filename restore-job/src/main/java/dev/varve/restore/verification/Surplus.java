// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import dev.varve.restore.config.RestoreTarget;
import dev.varve.restore.config.RestoreTarget.Delivery;
import dev.varve.restore.config.RestoreTarget.OnNonEmptyTarget;
import java.util.EnumSet;
import java.util.Set;

/** Why a target may rightly hold more records than were restored. Digests cannot tell such records from wrong ones. */
public enum Surplus {
    /** Others write to the topic, too, and the configuration allows it. */
    OTHERS("records of others"),
    /** Delivery at least once has written some again after a failure. */
    REPEATS("records that were written again after a failure (delivery: at-least-once)");

    private final String words;

    Surplus(String words) {
        this.words = words;
    }

    /** What the configuration allows. */
    public static Set<Surplus> allowedBy(RestoreTarget target) {
        Set<Surplus> allowed = EnumSet.noneOf(Surplus.class);
        if (target.onNonEmptyTarget() == OnNonEmptyTarget.APPEND) {
            allowed.add(OTHERS);
        }
        if (target.delivery() == Delivery.AT_LEAST_ONCE) {
            allowed.add(REPEATS);
        }
        return allowed;
    }

    /** For a sentence. */
    String words() {
        return words;
    }
}
