// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import java.io.Serializable;

/**
 * A partition whose log was replaced by an older one under its reader's feet.
 *
 * @param partition number of the partition
 * @param expectedEpoch leader epoch of the log before
 * @param foundEpoch leader epoch of the log now, which is lower
 */
record ReplacedLog(Incarnation topic, int partition, int expectedEpoch, int foundEpoch) implements Serializable {

    @Override
    public String toString() {
        return "Leader epoch of " + topic.topic() + "-" + partition + " went back: expected at least " + expectedEpoch
                + ", found " + foundEpoch;
    }
}
