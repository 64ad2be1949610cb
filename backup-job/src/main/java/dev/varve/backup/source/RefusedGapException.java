// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import java.io.IOException;

/** The source has deleted records before they were read, and the configuration says to fail then. */
public final class RefusedGapException extends IOException {
    private final TopicPartitionId partition;
    private final OffsetRange gap;

    RefusedGapException(TopicPartitionId partition, OffsetRange gap) {
        super("Cannot back up " + partition + " without a gap: offsets " + gap
                + " are no longer at the source. HINT: they are lost unless the source has them elsewhere; set onGap: record to"
                + " note the gap and go on.");
        this.partition = partition;
        this.gap = gap;
    }

    public TopicPartitionId partition() {
        return partition;
    }

    public OffsetRange gap() {
        return gap;
    }
}
