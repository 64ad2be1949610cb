// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import dev.varve.format.Id;
import dev.varve.restore.ledger.LedgerContent.TargetPartition;
import java.io.Serializable;
import org.apache.kafka.common.TopicPartition;

/**
 * Offsets of one target partition that are read back.
 *
 * @param start first offset to read
 * @param end one past the last offset to read; equal to {@code start} if there is nothing
 * @param lost how many offsets before {@code start} the target has removed since, unverified
 */
public record ReadRange(String topic, Id topicId, int partition, long start, long end, long lost)
        implements Serializable {
    public ReadRange {
        if (start < 0 || end < start || lost < 0) {
            throw new IllegalArgumentException("Invalid range of " + topic + "-" + partition + ": start=" + start
                    + ", end=" + end + ", lost=" + lost + ", need 0 <= start <= end and 0 <= lost");
        }
    }

    /** Which partition. */
    public TargetPartition target() {
        return new TargetPartition(topicId, partition);
    }

    TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    boolean isEmpty() {
        return start == end;
    }
}
