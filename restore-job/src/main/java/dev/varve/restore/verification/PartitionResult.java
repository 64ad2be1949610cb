// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import dev.varve.format.Id;
import dev.varve.format.record.ContentDigest;
import org.jspecify.annotations.Nullable;

/**
 * What the verification of one target partition found.
 *
 * @param range what was read now; what was verified before ends where it starts
 * @param expected what this restore has sent to the partition; null where only the sum over all partitions of the topic is known
 * @param found what the partition holds of it, with what was verified before
 * @param read what was read now
 * @param finding for people; null if everything is as it should be
 */
public record PartitionResult(
        ReadRange range,
        Status status,
        @Nullable ContentDigest expected,
        ContentDigest found,
        PartitionContent read,
        @Nullable String finding) {
    /** How a partition is. */
    public enum Status {
        /** It holds exactly what was sent. */
        VERIFIED,
        /** It does not hold what was sent. */
        DIFFERS,
        /** It cannot be told: there are more records, and may be ({@link Surplus}), or the target has removed some unread. */
        UNVERIFIED
    }

    public String topic() {
        return range.topic();
    }

    public Id topicId() {
        return range.topicId();
    }

    public int partition() {
        return range.partition();
    }
}
