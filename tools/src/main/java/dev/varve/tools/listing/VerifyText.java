// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.listing;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.catalog.Finding;
import dev.varve.format.catalog.GapRange;
import dev.varve.format.catalog.PartitionCatalog;
import dev.varve.format.catalog.VerifyReport;
import dev.varve.tools.output.Amount;
import dev.varve.tools.output.JsonMembers;
import dev.varve.tools.output.Paragraph;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of a verification in words.
 *
 * @param full whether every record was decoded
 */
public record VerifyText(VerifyReport report, boolean full, Duration took) {

    /** How many gaps were recorded, in all partitions. */
    public long gapCount() {
        return partitions().stream()
                .mapToLong(partition -> partition.gaps().size())
                .sum();
    }

    /** The report; the last line is the verdict. */
    public List<String> lines(boolean strict) {
        List<String> lines = new ArrayList<>();
        lines.add("Archive " + report.catalog().archive().name() + ": " + looked() + " in " + Amount.duration(took));
        report.findings().forEach(finding -> add(lines, finding));
        if (gapCount() > 0) {
            lines.add("");
            lines.add(Amount.count(gapCount(), "recorded gap")
                    + (strict ? ":" : " (known, so no findings without --strict):"));
            partitions()
                    .forEach(partition -> partition.gaps().forEach(gap -> lines.add("  " + gapLine(partition, gap))));
        }
        addRemarks(lines);
        addNotes(lines);
        lines.add("");
        lines.add(verdict(strict));
        return lines;
    }

    private static void add(List<String> lines, Finding finding) {
        lines.add("");
        lines.add(finding.kind().id() + "  " + place(finding.partition(), finding.offsets()));
        if (finding.objectName() != null) {
            lines.add("  " + finding.objectName());
        }
        lines.addAll(Paragraph.lines("  ", finding.message()));
    }

    private void addNotes(List<String> lines) {
        if (!report.notes().isEmpty()) {
            lines.add("");
            lines.add(Amount.count(report.notes().size(), "note") + ", no finding:");
            report.notes().forEach(note -> add(lines, note));
        }
    }

    private void addRemarks(List<String> lines) {
        if (report.counts().pendingSegments() > 0) {
            lines.add("");
            lines.add(Amount.count(report.counts().pendingSegments(), "segment")
                    + " in no manifest yet: a backup is about to commit, or was stopped at it. They are read.");
        }
        if (report.counts().leftovers() > 0) {
            lines.add("");
            lines.add(Amount.count(report.counts().leftovers(), "temporary object")
                    + " of interrupted writers; ignored.");
        }
    }

    private String looked() {
        String segments = Amount.count(report.counts().segments(), "segment");
        if (!full) {
            return "footers of " + segments + " and all manifests checked";
        }
        return segments + ", " + Amount.count(report.counts().blocks(), "block") + ", "
                + Amount.count(report.counts().records(), "record") + ", "
                + Amount.bytes(report.counts().bytes()) + " read and decoded";
    }

    private String verdict(boolean strict) {
        if (report.findings().isEmpty()) {
            return strict && gapCount() > 0
                    ? Amount.count(gapCount(), "finding") + ": recorded gaps, by --strict."
                    : "No findings." + (full ? "" : " Blocks and records are read only with --full.");
        }
        Map<String, Integer> kinds = new LinkedHashMap<>();
        report.findings().forEach(finding -> kinds.merge(finding.kind().id(), 1, Integer::sum));
        List<String> counts = new ArrayList<>();
        kinds.forEach((kind, count) -> counts.add(count + " " + kind));
        return Amount.count(report.findings().size(), "finding") + ": " + String.join(", ", counts) + ".";
    }

    private static String gapLine(PartitionCatalog partition, GapRange gap) {
        return place(partition.partition(), gap.offsets()) + ": " + Words.of(gap.cause()) + ", found "
                + Amount.second(gap.readAt());
    }

    /** {@code orders-3 [10, 20), topic id ...} */
    private static String place(@Nullable TopicPartitionId partition, @Nullable OffsetRange offsets) {
        String range = offsets == null ? "" : " " + Words.of(offsets);
        return partition == null
                ? range
                : partition.topic() + "-" + partition.partition() + range + ", topic id "
                        + partition.topicId().base64();
    }

    private List<PartitionCatalog> partitions() {
        return report.catalog().topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .toList();
    }

    /** The report as JSON. */
    public JsonMembers json(boolean strict) {
        return new JsonMembers()
                .put("archive", report.catalog().archive().name())
                .put("full", full)
                .put("strict", strict)
                .put("segments", report.counts().segments())
                .put("blocks", report.counts().blocks())
                .put("records", report.counts().records())
                .put("bytes", report.counts().bytes())
                .put(
                        "findings",
                        report.findings().stream().map(ListingJson::finding).toList())
                .put("notes", report.notes().stream().map(ListingJson::finding).toList())
                .put("gaps", gapsJson());
    }

    private List<?> gapsJson() {
        return partitions().stream()
                .filter(partition -> !partition.gaps().isEmpty())
                .map(partition -> new JsonMembers()
                        .put("topic", partition.partition().topic())
                        .put("topicId", partition.partition().topicId().base64())
                        .put("partition", partition.partition().partition())
                        .put("gaps", ListingJson.gaps(partition))
                        .asMap())
                .toList();
    }
}
