// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import java.io.IOException;

/** The source has deleted records before they were read, and the configuration says to fail then. */
public final class RefusedGapException extends IOException {
    private final String topic;
    private final int partition;
    private final long start;
    private final long end;

    RefusedGapException(TopicPartitionId partition, OffsetRange gap) {
        super("Cannot back up " + partition + " without a gap: offsets " + gap
                + " are no longer at the source. HINT: they are lost unless the source has them elsewhere; set onGap: record to"
                + " note the gap and go on.");
        this.topic = partition.topic();
        this.partition = partition.partition();
        this.start = gap.start();
        this.end = gap.end();
    }

    public String topic() {
        return topic;
    }

    /** Number of the partition. */
    public int partition() {
        return partition;
    }

    public OffsetRange gap() {
        return new OffsetRange(start, end);
    }
}
