// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ContentDigest;
import dev.varve.restore.ledger.WriterToken;
import dev.varve.restore.plan.Partitioning;
import dev.varve.restore.plan.TimeWindow;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.connector.source.SourceSplit;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a source topic id, on its way to one target topic. Made anew for every hand-out from what the ledger says; never
 * part of a checkpoint.
 *
 * @param position next source offset to restore
 * @param until one past the last source offset to restore; above {@code position}
 * @param asOf if not null, the archive as it had been read from the source by then
 * @param acceptedHoles offsets that nothing in the archive explains, and that the plan does without
 * @param target where records go
 * @param restored what the ledger says has been restored so far
 * @param token the writer's right to write
 */
public record RestoreSplit(
        TopicPartitionId source,
        long position,
        long until,
        TimeWindow window,
        @Nullable Instant asOf,
        List<OffsetRange> acceptedHoles,
        Target target,
        Restored restored,
        WriterToken token)
        implements SourceSplit {

    public RestoreSplit {
        acceptedHoles = List.copyOf(acceptedHoles);
    }

    /**
     * Where records of a split go.
     *
     * @param partitions how many partitions the target topic has
     */
    public record Target(String topic, Id topicId, int partitions, Partitioning partitioning) {}

    /**
     * What has been restored of a split, in all runs together.
     *
     * @param content of the records in the order in which they were sent, as sent but without the source offset header
     * @param recordBytes keys, values and headers of these records added up
     */
    public record Restored(ContentDigest content, long recordBytes) {
        /** Nothing yet. */
        public static final Restored NOTHING = new Restored(ContentDigest.EMPTY, 0);
    }

    /** The same for as long as source and target exist. */
    @Override
    public String splitId() {
        return id(source, target.topicId());
    }

    static String id(TopicPartitionId source, Id targetTopicId) {
        return source.topic() + "-" + source.partition() + "@"
                + source.topicId().base64() + ">" + targetTopicId.base64();
    }
}
