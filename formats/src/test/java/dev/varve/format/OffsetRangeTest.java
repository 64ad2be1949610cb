// SPDX-License-Identifier: Apache-2.0
package dev.varve.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OffsetRangeTest {

    @Test
    void endIsOutside() {
        OffsetRange range = new OffsetRange(5, 8);

        assertThat(range.contains(4)).isFalse();
        assertThat(range.contains(5)).isTrue();
        assertThat(range.contains(7)).isTrue();
        assertThat(range.contains(8)).isFalse();
        assertThat(range.length()).isEqualTo(3);
        assertThat(range).hasToString("[5, 8)");
    }

    @Test
    void neighboursFollowAndDoNotOverlap() {
        OffsetRange range = new OffsetRange(5, 8);

        assertThat(range.isFollowedBy(new OffsetRange(8, 9))).isTrue();
        assertThat(range.isFollowedBy(new OffsetRange(9, 10))).isFalse();
        assertThat(range.overlaps(new OffsetRange(8, 9))).isFalse();
        assertThat(range.overlaps(new OffsetRange(7, 9))).isTrue();
        assertThat(range.overlaps(new OffsetRange(0, 5))).isFalse();
    }

    @Test
    void ordersByStartThenEnd() {
        assertThat(List.of(new OffsetRange(1, 9), new OffsetRange(2, 3), new OffsetRange(2, 4)))
                .isSorted();
    }

    @Test
    void rejectsEmptyRange() {
        assertThatThrownBy(() -> new OffsetRange(5, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid offset range: start=5, end=5, need 0 <= start < end");
    }
}
