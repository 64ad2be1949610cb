// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import java.io.Serializable;

/** Hears of what a verification does, for tests that let it fail. */
@FunctionalInterface
interface ReadingSteps extends Serializable {
    /** Nobody listens. */
    ReadingSteps UNWATCHED = (topic, partition, offset) -> {};

    /** A record was read. */
    void read(String topic, int partition, long offset);
}
