// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan for people: a table, then what stands against it, then what to know. Contains no secrets. */
public final class PlanText {
    private static final int WIDTH = 100;
    private static final int MOST_PARTITIONS = 200;
    private static final List<String> HEADING =
            List.of("SOURCE", "TARGET", "OFFSETS", "RECORDS", "BYTES", "FROM (UTC)", "TO (UTC)");
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final RestorePlan plan;
    private final List<String> lines = new ArrayList<>();

    private PlanText(RestorePlan plan) {
        this.plan = plan;
    }

    /** The lines of a plan, without line ends. */
    public static List<String> lines(RestorePlan plan) {
        PlanText text = new PlanText(plan);
        text.summary();
        text.table();
        text.section(
                plan.problems(),
                plan.problems().size() == 1 ? "1 problem:" : plan.problems().size() + " problems:");
        text.section(
                plan.warnings(),
                plan.warnings().size() == 1 ? "1 warning:" : plan.warnings().size() + " warnings:");
        text.lines.add("");
        text.lines.add(
                plan.isPossible()
                        ? "The restore is possible. Nothing has been written."
                        : "The restore cannot start. Nothing has been written.");
        return text.lines;
    }

    private void summary() {
        long partitions = plan.topics().stream()
                .mapToLong(topic -> topic.partitions().size())
                .sum();
        lines.add("Restore " + plan.restoreId() + " of archive " + plan.archive() + ": "
                + count(plan.topics().size(), "topic") + ", " + count(partitions, "partition") + ", "
                + count(PlanSums.of(plan).records(), "record") + ", "
                + bytes(PlanSums.of(plan).recordBytes()) + " ("
                + bytes(PlanSums.of(plan).storedBytes())
                + " stored) in at most " + count(plan.segments(), "segment"));
    }

    private void table() {
        if (plan.topics().isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADING);
        long partitions = plan.topics().stream()
                .mapToLong(topic -> topic.partitions().size())
                .sum();
        for (PlannedTopic topic : plan.topics()) {
            rows.add(row(topic));
            rows.add(List.of(details(topic)));
            if (partitions <= MOST_PARTITIONS) {
                topic.partitions().forEach(partition -> rows.add(row(partition)));
            }
        }
        lines.add("");
        lines.addAll(aligned(rows));
        if (partitions > MOST_PARTITIONS) {
            lines.add("(" + partitions + " partitions: --json has them all)");
        }
    }

    private static List<String> row(PlannedTopic topic) {
        PlanSums sums = PlanSums.of(topic);
        return List.of(
                topic.topic(),
                topic.target().topic() + (topic.target().exists() ? "" : " (new)"),
                "",
                count(sums.records()),
                bytes(sums.recordBytes()),
                sums.records() == 0 ? "-" : time(sums.minTimestamp()),
                sums.records() == 0 ? "-" : time(sums.maxTimestamp()));
    }

    private static List<String> row(PlannedPartition partition) {
        boolean empty = partition.records() == 0;
        return List.of(
                "  " + partition.source().partition(),
                "",
                partition.from() == partition.until()
                        ? "none"
                        : "[" + partition.from() + ", " + partition.until() + ")",
                count(partition.records()),
                bytes(partition.recordBytes()),
                empty ? "-" : time(partition.minTimestamp()),
                empty ? "-" : time(partition.maxTimestamp()));
    }

    /** What does not fit into columns. */
    private static String details(PlannedTopic topic) {
        PlannedTopic.PlannedTarget target = topic.target();
        String replicas =
                target.replicationFactor() < 0 ? "default replication" : count(target.replicationFactor(), "replica");
        String details = "  topic id "
                + (topic.topicId().isZero() ? "unknown" : topic.topicId().base64()) + "; target "
                + (target.exists() ? "exists with " : "is created with ") + count(target.partitions(), "partition")
                + (target.exists() ? "" : " and " + replicas);
        details += topic.partitioning() == Partitioning.BY_KEY ? "; by key" : "";
        TimeWindow window = topic.window();
        details += window.fromMillis() == Long.MIN_VALUE ? "" : "; from " + Instant.ofEpochMilli(window.fromMillis());
        details +=
                window.untilMillis() == Long.MAX_VALUE ? "" : "; until " + Instant.ofEpochMilli(window.untilMillis());
        return details + (topic.asOf() == null ? "" : "; as of " + topic.asOf());
    }

    /** Rows of one cell span all columns. */
    private static List<String> aligned(List<List<String>> rows) {
        int[] widths = new int[HEADING.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size() && row.size() > 1; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> aligned = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String padding = " ".repeat(Math.max(0, widths[i] - row.get(i).length()));
                boolean number = i == 3 || i == 4;
                line.append(i == 0 ? "" : "  ").append(number ? padding + row.get(i) : row.get(i) + padding);
            }
            aligned.add(line.toString().stripTrailing());
        }
        return aligned;
    }

    private void section(List<PlanProblem> problems, String title) {
        if (problems.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(title);
        for (int i = 0; i < problems.size(); i++) {
            PlanProblem problem = problems.get(i);
            String number = (i + 1) + ". ";
            String indent = " ".repeat(number.length());
            lines.add(number + problem.kind().id() + ": " + problem.subject());
            lines.addAll(wrapped(indent, problem.message()));
            if (!problem.hint().isEmpty()) {
                lines.addAll(wrapped(indent, "HINT: " + problem.hint()));
            }
        }
    }

    private static List<String> wrapped(String indent, String text) {
        List<String> wrapped = new ArrayList<>();
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.strip().split("\\s+", -1)) {
            boolean first = line.length() == indent.length();
            if (!first && line.length() + 1 + word.length() > WIDTH) {
                wrapped.add(line.toString());
                line.setLength(indent.length());
                first = true;
            }
            line.append(first ? "" : " ").append(word);
        }
        wrapped.add(line.toString());
        return wrapped;
    }

    private static String time(long millis) {
        return millis < 0 ? "none" : SECOND.format(Instant.ofEpochMilli(millis));
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    private static String bytes(long number) {
        if (number < 1024) {
            return number + " B";
        }
        int unit = Math.min(5, (63 - Long.numberOfLeadingZeros(number)) / 10);
        return String.format(Locale.ROOT, "%.1f %siB", number / (double) (1L << (10 * unit)), "KMGTP".charAt(unit - 1));
    }
}
