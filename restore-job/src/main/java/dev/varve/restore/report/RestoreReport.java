// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.report;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ContentDigest;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.plan.RestorePlan;
import dev.varve.restore.target.Expiry;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a restore, in all its runs together.
 *
 * @param restored one per source partition and target topic, in the order of the plan
 * @param targets one per target partition that was verified, in the order of the verification; empty without one
 * @param skipped damage that was left out
 * @param gaps what the archive does not have of what was asked for
 * @param createdTopics names of target topics that this restore created, ascending
 * @param expiry what the target will remove
 * @param remarks what else to know
 */
public record RestoreReport(
        Subject subject,
        Verdict verdict,
        List<Restored> restored,
        List<Target> targets,
        List<LedgerEntry.Skipped> skipped,
        List<Gap> gaps,
        List<String> createdTopics,
        List<Expiry> expiry,
        List<String> remarks) {

    public RestoreReport {
        restored = List.copyOf(restored);
        targets = List.copyOf(targets);
        skipped = List.copyOf(skipped);
        gaps = List.copyOf(gaps);
        createdTopics = List.copyOf(createdTopics);
        expiry = List.copyOf(expiry);
        remarks = List.copyOf(remarks);
    }

    /** Whether the target holds what was restored. */
    public enum Verdict {
        /** It was read back, and is right. */
        VERIFIED,
        /** It was read back, and is wrong. */
        DIFFERS,
        /** It was not read back, or others have written among it. The next run of the same restore verifies. */
        UNVERIFIED
    }

    /**
     * Which run of which restore.
     *
     * @param started when this run began
     * @param finished when the report was made
     */
    public record Subject(String restoreId, String archive, Id archiveId, Instant started, Instant finished) {
        /** Of a run that ends now. */
        public static Subject of(RestorePlan plan, Instant started, Instant finished) {
            return new Subject(plan.restoreId(), plan.archive(), plan.archiveId(), started, finished);
        }
    }

    /**
     * What was restored of one source partition.
     *
     * @param wanted source offsets that were asked for; null if there are none
     * @param position next source offset to restore; the end of {@code wanted} if all is restored
     * @param content of the records as sent, without the source offset header
     * @param times of the records, as the plan knows them; null if there are none
     */
    public record Restored(
            TopicPartitionId source,
            String targetTopic,
            @Nullable OffsetRange wanted,
            long position,
            ContentDigest content,
            long recordBytes,
            @Nullable Times times) {
        /** Whether nothing is left to restore. */
        public boolean isComplete() {
            return wanted == null || position >= wanted.end();
        }
    }

    /** Smallest and largest record timestamp. */
    public record Times(Instant first, Instant last) {}

    /**
     * One partition of a target topic.
     *
     * @param start offset from which this run's verification read
     * @param end offset before which all is read
     * @param content of the records of this restore, with what was verified before
     * @param recordBytes of the records that were read now
     * @param finding for people; null if there is none
     */
    public record Target(
            String topic,
            Id topicId,
            int partition,
            long start,
            long end,
            Verdict verdict,
            ContentDigest content,
            long recordBytes,
            @Nullable String finding) {}

    /**
     * Source offsets that the archive does not have.
     *
     * @param cause in words; {@code unexplained} if nothing in the archive says
     */
    public record Gap(TopicPartitionId source, OffsetRange offsets, String cause) {}

    /** Records of all partitions. */
    public long records() {
        return restored.stream().mapToLong(one -> one.content().count()).sum();
    }

    /** Record bytes of all partitions. */
    public long recordBytes() {
        return restored.stream().mapToLong(Restored::recordBytes).sum();
    }

    /** Whether all that was asked for is restored. */
    public boolean isComplete() {
        return restored.stream().allMatch(Restored::isComplete);
    }

    /** Whether something was left out that the archive should have, or does not have. */
    public boolean hasFindings() {
        return !skipped.isEmpty() || !gaps.isEmpty();
    }
}
