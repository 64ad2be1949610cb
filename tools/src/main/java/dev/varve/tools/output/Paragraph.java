// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.output;

import java.util.ArrayList;
import java.util.List;

/** Running text broken into lines. */
public final class Paragraph {
    private static final int WIDTH = 96;

    private Paragraph() {}

    /** Lines of at most 96 characters where words allow; a hint begins a line of its own. */
    public static List<String> lines(String indent, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.strip().split("\\s+", -1)) {
            boolean full = line.length() + 1 + word.length() > WIDTH || word.equals("HINT:");
            if (full && line.length() > indent.length()) {
                lines.add(line.toString());
                line.setLength(indent.length());
            }
            line.append(line.length() > indent.length() ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
