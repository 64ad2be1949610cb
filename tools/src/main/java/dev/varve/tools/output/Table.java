// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.output;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows of text in aligned columns, two spaces apart, and lines between them that span all columns. */
public final class Table {
    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();
    private final Map<Integer, List<String>> linesAfterRow = new HashMap<>();

    public Table(Column... columns) {
        this.columns = List.of(columns);
        rows.add(this.columns.stream().map(Column::title).toList());
    }

    /** Adds a row; cells that are left out at its end are empty. */
    public Table row(String... cells) {
        if (cells.length > columns.size()) {
            throw new IllegalArgumentException(
                    "Invalid row: " + cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    /** Adds a line that spans all columns. */
    public Table line(String text) {
        linesAfterRow.computeIfAbsent(rows.size() - 1, row -> new ArrayList<>()).add(text);
        return this;
    }

    /** The heading, rows and lines, without trailing blanks. */
    public List<String> lines() {
        int[] widths = new int[columns.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            lines.add(align(rows.get(i), widths));
            lines.addAll(linesAfterRow.getOrDefault(i, List.of()));
        }
        return lines;
    }

    private String align(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String padding = " ".repeat(widths[i] - row.get(i).length());
            line.append(i == 0 ? "" : "  ");
            line.append(columns.get(i).right() ? padding + row.get(i) : row.get(i) + padding);
        }
        return line.toString().stripTrailing();
    }

    /**
     * A heading and its alignment.
     *
     * @param right whether cells are aligned at the right, as numbers are
     */
    public record Column(String title, boolean right) {
        /** Aligned at the left. */
        public static Column text(String title) {
            return new Column(title, false);
        }

        /** Aligned at the right. */
        public static Column number(String title) {
            return new Column(title, true);
        }
    }
}
