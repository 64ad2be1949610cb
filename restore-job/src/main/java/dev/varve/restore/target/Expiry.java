// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.target;

import dev.varve.restore.plan.PlannedPartition;
import dev.varve.restore.plan.PlannedTopic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What the target itself will remove of restored records once a topic has its real settings.
 *
 * @param topic of the target
 * @param records how many of those restored, about; -1 if nobody can tell
 * @param of how many were restored
 * @param sentence for people
 */
public record Expiry(String topic, Cause cause, long records, long of, String sentence) {
    /** Why records go. */
    public enum Cause {
        /** They are older than {@code retention.ms}. */
        AGE,
        /** Their partition is larger than {@code retention.bytes}. */
        SIZE,
        /** Only the latest record of each key stays. */
        COMPACTION
    }

    /**
     * Computes it from sums: how many records are old is guessed as if timestamps were spread evenly in each partition.
     *
     * @param settings of the target topic that will hold, with defaults of the target
     */
    public static List<Expiry> of(PlannedTopic topic, Map<String, String> settings, Instant now) {
        String policy = settings.getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE)
                .toLowerCase(Locale.ROOT);
        long all =
                topic.partitions().stream().mapToLong(PlannedPartition::records).sum();
        List<Expiry> found = new ArrayList<>();
        if (all > 0 && policy.contains(TopicConfig.CLEANUP_POLICY_DELETE)) {
            byAge(topic, number(settings, TopicConfig.RETENTION_MS_CONFIG), now, all, found);
            bySize(topic, number(settings, TopicConfig.RETENTION_BYTES_CONFIG), all, found);
        }
        if (all > 0 && policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            found.add(new Expiry(
                    topic.target().topic(),
                    Cause.COMPACTION,
                    -1,
                    all,
                    topic.target().topic()
                            + ": compaction will keep the latest record of each key, and remove tombstones after "
                            + "delete.retention.ms."));
        }
        return found;
    }

    private static void byAge(PlannedTopic topic, long retentionMillis, Instant now, long all, List<Expiry> found) {
        if (retentionMillis < 0) {
            return;
        }
        long oldest = now.toEpochMilli() - retentionMillis;
        long old = topic.partitions().stream()
                .mapToLong(partition -> olderThan(oldest, partition))
                .sum();
        if (old > 0) {
            String target = topic.target().topic();
            found.add(new Expiry(
                    target,
                    Cause.AGE,
                    old,
                    all,
                    target + ": records older than " + age(retentionMillis) + ", about " + old + " of " + all
                            + ", will be removed by the target's retention (retention.ms=" + retentionMillis + ")."));
        }
    }

    private static long olderThan(long oldest, PlannedPartition partition) {
        if (partition.records() == 0 || partition.minTimestamp() >= oldest) {
            return 0;
        }
        if (partition.maxTimestamp() < oldest) {
            return partition.records();
        }
        double span = (double) partition.maxTimestamp() - partition.minTimestamp();
        double share = ((double) oldest - partition.minTimestamp()) / span;
        return Math.max(1, Math.round(share * partition.records()));
    }

    private static void bySize(PlannedTopic topic, long retentionBytes, long all, List<Expiry> found) {
        if (retentionBytes < 0) {
            return;
        }
        long surplus = 0;
        for (PlannedPartition partition : topic.partitions()) {
            long bytes = partition.recordBytes();
            if (bytes > retentionBytes) {
                surplus += Math.round((double) (bytes - retentionBytes) / bytes * partition.records());
            }
        }
        if (surplus > 0) {
            String target = topic.target().topic();
            found.add(new Expiry(
                    target,
                    Cause.SIZE,
                    surplus,
                    all,
                    target + ": the oldest records of partitions above " + retentionBytes + " bytes, up to " + surplus
                            + " of " + all + ", will be removed by the target's retention (retention.bytes="
                            + retentionBytes + ")."));
        }
    }

    private static long number(Map<String, String> settings, String name) {
        return Long.parseLong(settings.getOrDefault(name, "-1"));
    }

    private static String age(long millis) {
        Duration age = Duration.ofMillis(millis);
        if (age.toDays() > 1) {
            return age.toDays() + " d";
        }
        return age.toHours() > 1 ? age.toHours() + " h" : millis + " ms";
    }
}
