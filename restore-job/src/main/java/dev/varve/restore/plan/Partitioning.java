// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

/** Which partition of the target a record goes to. */
public enum Partitioning {
    /** The one with the number it had. */
    PRESERVE,
    /** The one of its key, as Kafka's default partitioner chooses (murmur2); without key the source's number modulo the count. */
    BY_KEY
}
