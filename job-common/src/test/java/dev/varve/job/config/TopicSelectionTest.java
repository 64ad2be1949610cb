// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.config;

import static dev.varve.job.config.TopicSelection.Decision.NOT_SELECTED;
import static dev.varve.job.config.TopicSelection.Decision.PAUSED;
import static dev.varve.job.config.TopicSelection.Decision.SELECTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.job.config.TopicSelection.Exact;
import dev.varve.job.config.TopicSelection.Matching;
import dev.varve.job.config.TopicSelection.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicSelectionTest {
    @Test
    void everythingLeavesOutInternalTopicsAndLedgers() {
        TopicSelection selection = TopicSelection.everything();

        assertThat(selection.decide("orders", false)).isEqualTo(SELECTED);
        assertThat(selection.decide("_schemas", false)).isEqualTo(SELECTED);
        assertThat(selection.decide("__consumer_offsets", false)).isEqualTo(NOT_SELECTED);
        assertThat(selection.decide("flagged", true)).isEqualTo(NOT_SELECTED);
        assertThat(selection.decide("varve-restore-x", false)).isEqualTo(NOT_SELECTED);
    }

    @Test
    void internalTopicsAndLedgersAreSelectedByExactName() {
        TopicSelection selection = of(
                new Exact("__consumer_offsets", true), new Exact("flagged", true), new Exact("varve-restore-x", true));

        assertThat(selection.decide("__consumer_offsets", true)).isEqualTo(SELECTED);
        assertThat(selection.decide("flagged", true)).isEqualTo(SELECTED);
        assertThat(selection.decide("varve-restore-x", false)).isEqualTo(SELECTED);
        assertThat(selection.decide("__transaction_state", true)).isEqualTo(NOT_SELECTED);
    }

    @Test
    void exactBeatsPattern() {
        TopicSelection selection = of(
                new Matching("a.*", "ab", false),
                new Exact("aa", true),
                new Matching("b.*", "", true),
                new Exact("bb", false));

        assertThat(selection.decide("aa", false)).isEqualTo(SELECTED);
        assertThat(selection.decide("ac", false)).isEqualTo(PAUSED);
        assertThat(selection.decide("bb", false)).isEqualTo(PAUSED);
        assertThat(selection.decide("bc", false)).isEqualTo(SELECTED);
        assertThat(selection.exactNames()).containsExactly("aa", "bb");
    }

    @Test
    void pausedBeatsSelected() {
        TopicSelection selection = of(new Matching("a.*", "", true), new Matching("ab.*", "", false));

        assertThat(selection.decide("ab", false)).isEqualTo(PAUSED);
        assertThat(selection.decide("aa", false)).isEqualTo(SELECTED);
    }

    @Test
    void exclusionHoldsForItsOwnPattern() {
        TopicSelection selection =
                of(new Matching("a.*", "ab.*", true), new Matching("abc", "", true), new Exact("abd", true));

        assertThat(selection.decide("abx", false)).isEqualTo(NOT_SELECTED);
        assertThat(selection.decide("abc", false)).isEqualTo(SELECTED);
        assertThat(selection.decide("abd", false)).isEqualTo(SELECTED);
    }

    @Test
    void patternsMatchWholeNames() {
        TopicSelection selection = of(new Matching("a|b", "", true));

        assertThat(selection.decide("a", false)).isEqualTo(SELECTED);
        assertThat(selection.decide("ab", false)).isEqualTo(NOT_SELECTED);
        assertThat(selection.decide("xa", false)).isEqualTo(NOT_SELECTED);
    }

    private static TopicSelection of(Rule... rules) {
        return new TopicSelection(List.of(rules));
    }
}
