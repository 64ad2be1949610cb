// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import org.apache.kafka.common.TopicPartition;

/**
 * One difference between what was written and what was read.
 *
 * @param partition of the source
 * @param offset of the record where it was read; of a lost record, in the source
 */
public record Anomaly(Kind kind, TopicPartition partition, long offset, String what) {

    /** In Jepsen's terms. */
    public enum Kind {
        LOST("lost"),
        DUPLICATED("duplicated"),
        REORDERED("reordered"),
        ABORTED_READ("aborted read"),
        ALTERED("altered");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    @Override
    public String toString() {
        return kind + ": " + partition + " at offset " + offset + ": " + what;
    }
}
