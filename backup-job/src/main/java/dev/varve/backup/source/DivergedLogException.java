// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.TopicPartitionId;
import java.io.IOException;

/** The source's log is not the one that was read, and nothing tells from which offset on. */
public final class DivergedLogException extends IOException {
    private final String topic;
    private final int partition;
    private final long position;

    DivergedLogException(TopicPartitionId partition, long position, int leaderEpoch, String found) {
        super("Cannot read on in " + partition + " at offset " + position + " of leader epoch " + leaderEpoch + ": "
                + found
                + ", and from which offset on the log differs is unknown. HINT: was a broker started from an older copy of its"
                + " data, or a log deleted? What the archive has stays readable; to go on with this partition, back up to a new"
                + " archive, or exclude the topic.");
        this.topic = partition.topic();
        this.partition = partition.partition();
        this.position = position;
    }

    public String topic() {
        return topic;
    }

    /** Number of the partition. */
    public int partition() {
        return partition;
    }

    /** The offset where reading cannot go on. */
    public long position() {
        return position;
    }
}
