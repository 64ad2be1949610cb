// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.report;

import dev.varve.format.record.ContentDigest;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.report.RestoreReport.Gap;
import dev.varve.restore.report.RestoreReport.Restored;
import dev.varve.restore.report.RestoreReport.Target;
import dev.varve.restore.report.RestoreReport.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** A report as text. */
public final class ReportText {
    private ReportText() {}

    /** One line per fact, what matters most first. */
    public static List<String> of(RestoreReport report) {
        List<String> lines = new ArrayList<>();
        RestoreReport.Subject subject = report.subject();
        Duration time = Duration.between(subject.started(), subject.finished());
        lines.add("Restore " + subject.restoreId() + " of archive " + subject.archive() + ": " + verdict(report));
        lines.add("  " + report.records() + " records, " + report.recordBytes() + " bytes, in all runs; this run took "
                + time.toSeconds() + " s, until " + subject.finished());
        report.targets().stream()
                .map(Target::finding)
                .filter(Objects::nonNull)
                .forEach(finding -> lines.add("  Finding: " + finding));
        section(
                lines,
                "Restored",
                report.restored().stream().map(ReportText::line).toList());
        section(
                lines,
                "Read back",
                report.targets().stream().map(ReportText::line).toList());
        section(
                lines,
                "Left out, damaged",
                report.skipped().stream().map(ReportText::line).toList());
        section(
                lines,
                "Not in the archive",
                report.gaps().stream().map(ReportText::line).toList());
        section(lines, "Topics created", report.createdTopics());
        section(
                lines,
                "What the target will remove",
                report.expiry().stream().map(expiry -> expiry.sentence()).toList());
        section(lines, "To know", report.remarks());
        return lines;
    }

    private static String verdict(RestoreReport report) {
        String done = report.isComplete() ? "" : "not complete, ";
        return done
                + switch (report.verdict()) {
                    case VERIFIED -> "verified, the target holds what was restored";
                    case DIFFERS -> "the target differs from what was restored";
                    case UNVERIFIED -> "unverified";
                };
    }

    private static void section(List<String> lines, String title, List<String> entries) {
        if (!entries.isEmpty()) {
            lines.add("  " + title + ":");
            entries.forEach(entry -> lines.add("    " + entry));
        }
    }

    private static String line(Restored restored) {
        String offsets = restored.wanted() == null
                ? "nothing wanted"
                : "offsets " + restored.wanted().start() + " to "
                        + restored.wanted().end();
        String rest = restored.isComplete() ? "" : ", restored to " + restored.position();
        RestoreReport.Times times = restored.times();
        String span = times == null ? "" : ", " + times.first() + " to " + times.last();
        return restored.source().topic() + "-" + restored.source().partition() + " -> " + restored.targetTopic() + ": "
                + offsets + rest + ", " + restored.recordBytes() + " bytes, " + digest(restored.content()) + span;
    }

    private static String line(Target target) {
        String verdict = target.verdict() == Verdict.VERIFIED
                ? "verified"
                : target.verdict() == Verdict.DIFFERS ? "DIFFERS" : "unverified";
        return target.topic() + "-" + target.partition() + ": " + verdict + ", offsets " + target.start() + " to "
                + target.end() + ", " + digest(target.content());
    }

    private static String line(LedgerEntry.Skipped skipped) {
        return skipped.source().topic() + "-" + skipped.source().partition() + ": offsets "
                + skipped.offsets().start() + " to " + skipped.offsets().end() + ", " + skipped.reason() + " ("
                + skipped.objectName() + ")";
    }

    private static String line(Gap gap) {
        return gap.source().topic() + "-" + gap.source().partition() + ": offsets "
                + gap.offsets().start() + " to " + gap.offsets().end() + ", " + gap.cause();
    }

    private static String digest(ContentDigest content) {
        HexFormat hex = HexFormat.of();
        return content.count() + " records, digest " + hex.toHexDigits(content.ordered()) + "/"
                + hex.toHexDigits(content.unordered());
    }
}
