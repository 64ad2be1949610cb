// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import java.io.IOException;

/** A segment vanished while it was needed, and nothing else in the archive has its records. */
public final class MissingRecordsException extends IOException {
    private static final long serialVersionUID = 1;

    private final TopicPartitionId partition;
    private final OffsetRange offsets;
    private final String objectName;

    /**
     * Creates the exception.
     *
     * @param offsets that nothing covers any more
     * @param objectName of the segment that had them, relative to the archive
     */
    public MissingRecordsException(TopicPartitionId partition, OffsetRange offsets, String objectName) {
        super("Missing records of " + partition + ", offsets " + offsets + ": object " + objectName
                + " is gone, and nothing else in the archive covers them. HINT: put the object back and start the restore"
                + " again, it goes on where it is; or start it again with onGap: continue to do without these records");
        this.partition = partition;
        this.offsets = offsets;
        this.objectName = objectName;
    }

    /** Records that were there when the restore was planned, and of which nothing is left. */
    static MissingRecordsException sincePlan(TopicPartitionId partition, OffsetRange offsets) {
        return new MissingRecordsException(partition, offsets, "with these records, and every manifest that named it,");
    }

    public TopicPartitionId partition() {
        return partition;
    }

    /** What nothing covers any more. */
    public OffsetRange offsets() {
        return offsets;
    }

    /** The segment that had the records, relative to the archive. */
    public String objectName() {
        return objectName;
    }
}
