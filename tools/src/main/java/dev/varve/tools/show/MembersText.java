// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.show;

import dev.varve.tools.output.Table;
import dev.varve.tools.output.Table.Column;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON members as text: values beside their names, lists of objects as tables. Of objects in lists, members that are objects or
 * lists themselves, and columns without any value, are left out.
 */
final class MembersText {
    private MembersText() {}

    static List<String> lines(Map<String, ?> members) {
        List<String> lines = new ArrayList<>();
        int width = members.entrySet().stream()
                .filter(member -> !(member.getValue() instanceof List))
                .mapToInt(member -> member.getKey().length())
                .max()
                .orElse(0);
        members.forEach((name, value) -> {
            if (value instanceof List<?> list) {
                lines.add("");
                lines.add(name + ": " + list.size());
                list(list).forEach(line -> lines.add("  " + line));
            } else {
                lines.add(name + " ".repeat(width - name.length()) + "  " + text(value));
            }
        });
        return lines;
    }

    private static List<String> list(List<?> list) {
        Set<String> names = new LinkedHashSet<>();
        for (Object item : list) {
            if (item instanceof Map<?, ?> members) {
                members.forEach((name, value) -> {
                    if (value != null && !(value instanceof Map) && !(value instanceof List)) {
                        names.add(String.valueOf(name));
                    }
                });
            }
        }
        if (names.isEmpty()) {
            return list.stream().map(MembersText::text).toList();
        }
        return table(list, List.copyOf(names));
    }

    private static List<String> table(List<?> list, List<String> names) {
        Table table = new Table(names.stream()
                .map(name -> new Column(name, isNumeric(list, name)))
                .toArray(Column[]::new));
        for (Object item : list) {
            if (item instanceof Map<?, ?> members) {
                table.row(names.stream().map(name -> text(members.get(name))).toArray(String[]::new));
            }
        }
        return table.lines();
    }

    private static boolean isNumeric(List<?> list, String name) {
        return list.stream()
                .map(item -> item instanceof Map<?, ?> members ? members.get(name) : null)
                .filter(Objects::nonNull)
                .allMatch(Number.class::isInstance);
    }

    private static String text(@Nullable Object value) {
        return value == null ? "-" : value.toString();
    }
}
