// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

import dev.varve.tools.demo.Comparison.TopicResult;
import dev.varve.tools.output.Amount;
import dev.varve.tools.output.Table;
import dev.varve.tools.output.Table.Column;
import java.util.ArrayList;
import java.util.List;

/** The results of the comparison, a line per topic. */
final class ComparisonTable {
    private final List<TopicResult> results = new ArrayList<>();

    void add(TopicResult result) {
        results.add(result);
    }

    boolean allEqual() {
        return results.stream().allMatch(result -> result.difference().isEmpty());
    }

    List<String> lines() {
        Table table = new Table(
                Column.text("TOPIC"),
                Column.number("PRODUCED"),
                Column.number("ABORTED"),
                Column.number("RESTORED"),
                Column.text("RESULT"),
                Column.text("WHAT IS SPECIAL"));
        for (TopicResult result : results) {
            long committed = result.expected().recordCount();
            boolean equal = result.difference().isEmpty();
            table.row(
                    result.topic().name(),
                    Amount.count(result.topic().records()),
                    Amount.count(result.topic().records() - committed),
                    Amount.count(result.compared()),
                    equal ? "equal" : "DIFFERS",
                    result.topic().about());
            if (!equal) {
                table.line("  " + result.difference());
            }
        }
        return table.lines();
    }
}
