// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ParagraphTest {
    @Test
    void breaksLinesAtWordsAndHints() {
        String text = "Missing segment x. HINT: " + "look again ".repeat(12);

        assertThat(Paragraph.lines("  ", text))
                .startsWith("  Missing segment x.")
                .hasSize(3)
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(96))
                .element(1)
                .asString()
                .startsWith("  HINT: look again");
    }

    @Test
    void keepsLongWordsWhole() {
        String word = "x".repeat(200);

        assertThat(Paragraph.lines("", "a " + word + " b")).containsExactly("a", word, "b");
    }
}
