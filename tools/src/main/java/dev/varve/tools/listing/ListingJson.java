// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.listing;

import dev.varve.format.OffsetRange;
import dev.varve.format.catalog.Finding;
import dev.varve.format.catalog.PartitionCatalog;
import dev.varve.format.catalog.RecordTotals;
import dev.varve.format.catalog.Truncation;
import dev.varve.format.catalog.WriterSpan;
import dev.varve.tools.output.JsonMembers;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON objects of listings and verifications. Members are documented in docs/cli.md; they are only ever added to. */
public final class ListingJson {
    private ListingJson() {}

    static Map<String, @Nullable Object> topic(TopicText topic) {
        JsonMembers members = new JsonMembers()
                .put("topic", topic.catalog().topic())
                .put("topicId", topic.catalog().topicId().base64())
                .put("topicIdHex", topic.catalog().topicId().hex())
                .put("state", topic.state())
                .put("firstSeen", topic.firstSeen())
                .put("partitionCount", topic.partitionCount());
        putTotals(members, topic.catalog().totals(), TopicText.isExact(topic.catalog()));
        return members.put(
                        "partitions",
                        topic.catalog().partitions().stream()
                                .map(ListingJson::partition)
                                .toList())
                .asMap();
    }

    private static Map<String, @Nullable Object> partition(PartitionCatalog partition) {
        JsonMembers members =
                new JsonMembers().put("partition", partition.partition().partition());
        putTotals(members, partition.totals(), partition.exact());
        return members.put("covered", ranges(partition.covered()))
                .put("gaps", gaps(partition))
                .put("holes", ranges(partition.holes()))
                .put("expired", ranges(partition.expired()))
                .put("overlaps", ranges(partition.overlaps()))
                .put(
                        "truncations",
                        partition.truncations().stream()
                                .map(ListingJson::truncation)
                                .toList())
                .put(
                        "deletedAt",
                        partition.deletedAt().isPresent()
                                ? partition.deletedAt().getAsLong()
                                : null)
                .put("position", partition.resumePoint().position())
                .asMap();
    }

    private static void putTotals(JsonMembers members, RecordTotals totals, boolean exact) {
        boolean empty = totals.records() == 0;
        members.put("records", totals.records())
                .put("recordsExact", exact)
                .put("recordBytes", totals.recordBytes())
                .put("storedBytes", totals.storedBytes())
                .put("oldestTimestamp", empty ? null : totals.minTimestamp())
                .put("newestTimestamp", empty ? null : totals.maxTimestamp())
                .put("largestRecord", totals.largestRecord());
    }

    /** The recorded gaps of a partition. */
    public static List<?> gaps(PartitionCatalog partition) {
        return partition.gaps().stream()
                .map(gap -> range(gap.offsets())
                        .put("cause", Words.of(gap.cause()))
                        .putTime("found", gap.readAt())
                        .put("logStart", gap.logStart() < 0 ? null : gap.logStart())
                        .asMap())
                .toList();
    }

    private static List<?> ranges(List<OffsetRange> ranges) {
        return ranges.stream().map(range -> range(range).asMap()).toList();
    }

    private static JsonMembers range(OffsetRange range) {
        return new JsonMembers().put("start", range.start()).put("end", range.end());
    }

    private static Map<String, @Nullable Object> truncation(Truncation cut) {
        return new JsonMembers()
                .put("divergence", cut.divergence())
                .put("reached", cut.reached())
                .put("leaderEpoch", cut.leaderEpoch())
                .putTime("found", cut.readAt())
                .asMap();
    }

    static Map<String, @Nullable Object> writer(WriterSpan writer) {
        return new JsonMembers()
                .put("writerId", writer.writerId().hex())
                .put("started", writer.startedAt())
                .put("segments", writer.segments())
                .put("firstCreated", writer.firstCreated())
                .put("lastCreated", writer.lastCreated())
                .asMap();
    }

    /** A finding; members that do not apply are null. */
    public static Map<String, @Nullable Object> finding(Finding finding) {
        var partition = finding.partition();
        OffsetRange offsets = finding.offsets();
        return new JsonMembers()
                .put("kind", finding.kind().id())
                .put("topic", partition == null ? null : partition.topic())
                .put("topicId", partition == null ? null : partition.topicId().base64())
                .put("partition", partition == null ? null : partition.partition())
                .put("start", offsets == null ? null : offsets.start())
                .put("end", offsets == null ? null : offsets.end())
                .put("object", finding.objectName())
                .put("message", finding.message())
                .asMap();
    }
}
