// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import java.io.IOException;

/** Records cannot be restored because the block or segment that holds them is damaged. The cause tells what is wrong with it. */
public final class DamagedRecordsException extends IOException {
    private static final long serialVersionUID = 1;

    private final TopicPartitionId partition;
    private final OffsetRange offsets;
    private final String objectName;
    private final long bytePosition;

    /**
     * Creates the exception.
     *
     * @param offsets the first that were wanted from there; other partitions may be affected, too
     */
    public DamagedRecordsException(TopicPartitionId partition, OffsetRange offsets, CorruptArchiveException damage) {
        super(
                "Cannot restore " + partition + ", offsets " + offsets + ": " + damage.getMessage()
                        + ". HINT: put an intact copy of the object in its place and start the restore again, it goes on"
                        + " where it is; or start it again with onDamage: skip-block to leave out what is damaged",
                damage);
        this.partition = partition;
        this.offsets = offsets;
        this.objectName = damage.objectName();
        this.bytePosition = damage.bytePosition();
    }

    public TopicPartitionId partition() {
        return partition;
    }

    /** The first offsets that were wanted from the damaged part. */
    public OffsetRange offsets() {
        return offsets;
    }

    /** The damaged object, relative to the archive. */
    public String objectName() {
        return objectName;
    }

    /** Where in the object the damaged part or field begins. */
    public long bytePosition() {
        return bytePosition;
    }
}
