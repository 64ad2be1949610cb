// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.format.OffsetRange;
import dev.varve.format.block.GapCause;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.Finding;
import dev.varve.format.catalog.GapRange;
import dev.varve.format.catalog.TopicCatalog;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.config.RestoreConfig.NoTimestamp;
import dev.varve.restore.config.RestoreConfig.OnDamage;
import dev.varve.restore.config.RestoreConfig.OnGap;
import dev.varve.restore.config.TopicMapping.PartitionRange;
import dev.varve.restore.plan.PlanProblem.Kind;
import dev.varve.restore.plan.SourceTopic.Part;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the archive has against a request: gaps, holes, damage, and records that no producer can write. */
final class SourceChecks {
    private static final int SHOWN = 3;
    private static final String NO_GAPS =
            "set onGap: continue to restore what is there; the restore then ends with exit code 3";

    private final RestoreConfig config;
    private final Objections objections;

    SourceChecks(RestoreConfig config, Objections objections) {
        this.config = config;
        this.objections = objections;
    }

    /** One selected topic: partitions that are asked for and missing. */
    void check(SourceTopic source) {
        TopicCatalog topic = source.topic();
        int described = topic.description() == null ? 0 : topic.description().partitions();
        for (PartitionRange wanted : source.mapping().partitions()) {
            boolean known = topic.partitions().stream()
                    .anyMatch(partition -> partition.partition().partition() == wanted.number());
            String name = topic.topic() + "-" + wanted.number();
            if (!known && wanted.number() >= described) {
                objections.refuse(
                        Kind.TOPIC_NOT_IN_ARCHIVE,
                        name,
                        "Missing partition " + name + ": the archive has nothing of it.",
                        "varve list --partitions shows what the archive has");
            }
        }
    }

    /** One part, with what is missing in it. */
    void check(Part part, PlannedPartition planned) {
        String name = name(part);
        boolean goOn = config.onGap() == OnGap.CONTINUE;
        if (!planned.gaps().isEmpty()) {
            String gaps =
                    describe(planned.gaps().stream().map(SourceChecks::describe).toList());
            objections.refuseUnless(
                    goOn, new PlanProblem(Kind.GAP, name, "Missing offsets of " + name + ": " + gaps + ".", NO_GAPS));
        }
        if (!planned.holes().isEmpty()) {
            String holes =
                    describe(planned.holes().stream().map(OffsetRange::toString).toList());
            objections.refuseUnless(
                    goOn,
                    new PlanProblem(
                            Kind.HOLE,
                            name,
                            "Lost offsets of " + name + ": " + holes
                                    + ", nothing in the archive covers or explains them.",
                            "varve verify --full names the damage; " + NO_GAPS));
        }
        checkTimestamps(part, planned);
        checkEnds(part);
    }

    private void checkTimestamps(Part part, PlannedPartition planned) {
        boolean none = planned.records() > 0 && planned.minTimestamp() < 0;
        if (none && part.source().window().contains(-1)) {
            objections.refuseUnless(
                    config.noTimestamp() == NoTimestamp.NOW,
                    new PlanProblem(
                            Kind.NO_TIMESTAMP,
                            name(part),
                            "Unsupported records in " + name(part)
                                    + ": some have no timestamp, and no producer can write them so.",
                            "set noTimestamp: now to give them the time of the restore"));
        }
    }

    /** What is known not to be there, and accepted. */
    private void checkEnds(Part part) {
        PartitionRange wanted = wanted(part);
        long begin = SourceTopic.begin(part.partition());
        long end = SourceTopic.end(part.partition());
        List<OffsetRange> first = part.partition().gaps().stream()
                .filter(gap -> gap.cause() == GapCause.BEFORE_FIRST_BACKUP)
                .map(GapRange::offsets)
                .filter(range -> range.start() < wanted.until() && wanted.from() < range.end())
                .toList();
        if (!first.isEmpty() && end > begin) {
            objections.warn(
                    Kind.GAP,
                    name(part),
                    "The archive has " + name(part) + " from offset " + Math.max(begin, part.from())
                            + " on: the source no longer had earlier ones at the first backup, or it was told to start"
                            + " there.",
                    "");
        }
        if (wanted.until() != Long.MAX_VALUE && wanted.until() > end) {
            objections.warn(
                    Kind.GAP,
                    name(part),
                    "The archive has " + name(part) + " up to offset " + end + ", asked for was " + wanted.until()
                            + ".",
                    "run a backup first, if the source has more");
        }
        List<OffsetRange> expired = part.within(part.partition().expired());
        if (!expired.isEmpty()) {
            objections.warn(
                    Kind.GAP,
                    name(part),
                    "The archive has dropped offsets of " + name(part) + " on purpose: "
                            + describe(
                                    expired.stream().map(OffsetRange::toString).toList()) + ".",
                    "");
        }
    }

    private static PartitionRange wanted(Part part) {
        int number = part.id().partition();
        return part.source().mapping().partitions().stream()
                .filter(range -> range.number() == number)
                .findFirst()
                .orElseGet(() -> new PartitionRange(number, 0, Long.MAX_VALUE));
    }

    /** What was found damaged while the catalogs were read, as far as it concerns the parts. */
    void checkFindings(Collection<Catalog> catalogs, List<Part> parts) {
        Set<Finding> findings = new HashSet<>();
        for (Catalog catalog : catalogs) {
            for (Finding finding : catalog.findings()) {
                if (findings.add(finding) && concerns(finding, parts)) {
                    check(finding);
                }
            }
        }
    }

    private static boolean concerns(Finding finding, List<Part> parts) {
        OffsetRange offsets = finding.offsets();
        return finding.partition() == null
                || parts.stream()
                        .filter(part -> part.id().equals(finding.partition()))
                        .anyMatch(part -> offsets == null
                                || !part.within(List.of(offsets)).isEmpty());
    }

    private void check(Finding finding) {
        boolean losesRecords = switch (finding.kind()) {
            case MISSING_SEGMENT,
                    DAMAGED_SEGMENT,
                    DAMAGED_BLOCK,
                    CONTENT_DIFFERS,
                    FOREIGN_OBJECT,
                    UNSUPPORTED_OBJECT,
                    UNREADABLE_OBJECT -> true;
            // Holes are told by themselves. The rest costs no record.
            case HOLE,
                    DAMAGED_MANIFEST,
                    DAMAGED_TOPIC_DESCRIPTION,
                    MANIFEST_DIFFERS,
                    SEGMENT_WITHOUT_MANIFEST,
                    INTERLEAVED_WRITERS,
                    MISSING_TOPIC_DESCRIPTION -> false;
        };
        String object = finding.objectName() == null ? "archive " + config.archive() : finding.objectName();
        PlanProblem problem = new PlanProblem(
                Kind.DAMAGE,
                object,
                finding.message().endsWith(".") ? finding.message() : finding.message() + ".",
                losesRecords
                        ? "varve verify --full names all damage; set onDamage: skip-block to leave out what is damaged"
                        : "varve verify names all findings");
        objections.refuseUnless(!losesRecords || config.onDamage() == OnDamage.SKIP_BLOCK, problem);
    }

    /** {@code orders-3}, with the topic id if there may be others of the name. */
    private static String name(Part part) {
        return part.id().topic() + "-" + part.id().partition();
    }

    private static String describe(GapRange gap) {
        String cause = switch (gap.cause()) {
            case RETENTION -> "deleted by retention before they were read";
            case RECORDS_DELETED -> "deleted by somebody before they were read";
            case UNKNOWN -> "gone at the source before they were read";
            case BEFORE_FIRST_BACKUP -> "gone at the source before the first backup";
        };
        return gap.offsets() + " " + cause + ", found " + Instant.ofEpochMilli(gap.readAt());
    }

    private static String describe(List<String> items) {
        String shown = items.stream().limit(SHOWN).collect(Collectors.joining("; "));
        return items.size() <= SHOWN ? shown : shown + "; and " + (items.size() - SHOWN) + " more";
    }
}
