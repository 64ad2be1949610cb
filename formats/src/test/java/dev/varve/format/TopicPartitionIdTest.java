// SPDX-License-Identifier: Apache-2.0
package dev.varve.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopicPartitionIdTest {

    @Test
    void printsKafkasFormOfTheId() {
        assertThat(new TopicPartitionId("orders", new Id(0, 1), 3)).hasToString("orders-3 (AAAAAAAAAAAAAAAAAAAAAQ)");
    }

    @Test
    void ordersByNameIdNumber() {
        assertThat(List.of(
                        new TopicPartitionId("a", new Id(2, 0), 9),
                        new TopicPartitionId("b", new Id(1, 0), 2),
                        new TopicPartitionId("b", new Id(1, 0), 10),
                        new TopicPartitionId("b", new Id(2, 0), 0)))
                .isSorted();
    }

    @Test
    void refusesWhatKafkaCannotHave() {
        assertThatThrownBy(() -> new TopicPartitionId("", Id.ZERO, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid topic name: , need 1 to 249 characters, found 0");
        assertThatThrownBy(() -> new TopicPartitionId("a", Id.ZERO, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid partition: -1, need at least 0");
    }
}
