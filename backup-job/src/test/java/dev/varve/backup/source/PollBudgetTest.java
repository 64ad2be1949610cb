// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

class PollBudgetTest {
    private final PollBudget budget = new PollBudget(100);
    private final Deserializer<ByteBuffer> keys = budget.keys();
    private final Deserializer<ByteBuffer> values = budget.values();

    private static void give(Deserializer<ByteBuffer> deserializer, int bytes) {
        deserializer.deserialize("orders", new RecordHeaders(), ByteBuffer.allocate(bytes));
    }

    @Test
    void firstRecordIsNeverRefused() {
        budget.beginPoll();
        give(keys, 1_000);
        give(values, 1_000);

        assertThatThrownBy(() -> give(keys, 1))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("This poll is full: it holds 2000 bytes");
        assertThatThrownBy(() -> give(values, 1))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("full");
    }

    @Test
    void nextPollTakesTheRefusedRecord() {
        budget.beginPoll();
        give(values, 100);
        assertThatThrownBy(() -> give(values, 1))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("full");

        budget.beginPoll();

        assertThatCode(() -> give(values, 1)).doesNotThrowAnyException();
    }

    @Test
    void handsOutWhatIsThereWithoutCopying() {
        ByteBuffer buffer = ByteBuffer.allocate(10);
        budget.beginPoll();

        assertThat(keys.deserialize("orders", new RecordHeaders(), buffer)).isSameAs(buffer);
    }
}
