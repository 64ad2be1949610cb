// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.ledger;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ContentDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One entry of a ledger. Its key is made of what identifies it; a later entry with the same key takes its place. */
public sealed interface LedgerEntry {

    /**
     * Who may write. One per ledger.
     *
     * @param parallelism of the job now
     * @param highestParallelism ever used for this restore
     * @param before ids of the runs that may not write any more, oldest first; the latest {@value #MOST_BEFORE}
     */
    record Owner(WriterToken.OwnerId id, int parallelism, int highestParallelism, Instant since, List<String> before)
            implements LedgerEntry {
        /** How many replaced runs are remembered. */
        public static final int MOST_BEFORE = 50;

        public Owner {
            before = List.copyOf(before.subList(Math.max(0, before.size() - MOST_BEFORE), before.size()));
        }

        /** Whether a run was owner and another has taken its place. */
        public boolean hasReplaced(String runId) {
            return !id.runId().equals(runId) && before.contains(runId);
        }

        /** The owner that takes this one's place. */
        public Owner replacedBy(WriterToken.OwnerId newer, int itsParallelism, Instant now) {
            List<String> runs = new ArrayList<>(before);
            runs.remove(newer.runId());
            if (!id.runId().equals(newer.runId())) {
                runs.add(id.runId());
            }
            return new Owner(newer, itsParallelism, Math.max(highestParallelism, itsParallelism), now, runs);
        }
    }

    /** A writer's right to write. One per subtask. */
    record Writer(WriterToken token) implements LedgerEntry {}

    /**
     * What was asked for. One per ledger.
     *
     * @param canonical the request in its canonical JSON form
     */
    record Request(String canonical) implements LedgerEntry {}

    /**
     * That this restore is about to create a target topic, whose id nobody knows before. One per name. An empty topic of that name
     * with these settings, found while the intent is open, was created by this restore.
     *
     * @param configs it is created with
     * @param open whether the topic may exist without a claim
     */
    record Creation(String topic, Map<String, String> configs, boolean open) implements LedgerEntry {
        public Creation {
            configs = Map.copyOf(configs);
        }
    }

    /**
     * The restore's hold on a target topic. One per target topic id.
     *
     * @param created whether this restore created the topic; else it was found empty, or appending was allowed
     * @param firstOffsets by partition, where this restore's records begin
     */
    record Claim(String topic, Id topicId, boolean created, List<Long> firstOffsets) implements LedgerEntry {
        public Claim {
            firstOffsets = List.copyOf(firstOffsets);
        }
    }

    /**
     * How far one partition of a source is restored into a target topic. Written in the Kafka transaction that holds the records.
     *
     * @param from next offset before the transaction; {@link #NO_CHAIN} where entries need not follow each other, as with
     *     at-least-once delivery
     * @param to next source offset to restore
     * @param content of all records restored so far, see {@code RestoreSplit.Restored}
     * @param recordBytes of these records
     */
    record Position(
            TopicPartitionId source, Id targetTopicId, long from, long to, ContentDigest content, long recordBytes)
            implements LedgerEntry {
        /** Stands for {@code from} where an entry does not say which one it follows. */
        public static final long NO_CHAIN = -1;
    }

    /** Source offsets whose records were damaged and left out. One per partition, target and first offset. */
    record Skipped(TopicPartitionId source, Id targetTopicId, OffsetRange offsets, String objectName, String reason)
            implements LedgerEntry {}

    /**
     * A target partition that was read back and found right.
     *
     * @param endOffset of the target: records before it are verified
     * @param content of the records of this restore before it
     */
    record Verified(Id targetTopicId, int partition, long endOffset, ContentDigest content) implements LedgerEntry {}

    /** How far the settings of a target topic are. One per target topic id. */
    record Settings(Id targetTopicId, Stage stage) implements LedgerEntry {
        /** What settings a target topic has. */
        public enum Stage {
            /** Those for the time of the restore. */
            HOLDING,
            /** Its own. */
            FINAL
        }
    }
}
