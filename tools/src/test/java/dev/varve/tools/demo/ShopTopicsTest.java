// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShopTopicsTest {
    private static final long NOW = 1_770_000_000_000L;

    private final List<DemoTopic> topics = ShopTopics.all(ShopTopics.FEWEST_RECORDS, 7, NOW);

    private DemoTopic topic(String name) {
        return topics.stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<SampleRecord> records(String name) {
        DemoTopic topic = topic(name);
        return IntStream.range(0, topic.records()).mapToObj(topic::record).toList();
    }

    @Test
    void haveAsManyRecordsAsAsked() {
        assertThat(topics.stream().mapToInt(DemoTopic::records).sum()).isEqualTo(ShopTopics.FEWEST_RECORDS);
    }

    @Test
    void makeEqualRecordsAgain() {
        for (DemoTopic topic : topics) {
            DemoTopic again = ShopTopics.all(ShopTopics.FEWEST_RECORDS, 7, NOW).stream()
                    .filter(other -> other.name().equals(topic.name()))
                    .findFirst()
                    .orElseThrow();
            for (int number = 0; number < topic.records(); number++) {
                assertThat(Arrays.equals(
                                topic.record(number).value(),
                                again.record(number).value()))
                        .isTrue();
                assertThat(again.record(number).timestamp())
                        .isEqualTo(topic.record(number).timestamp());
            }
        }
    }

    @Test
    void differFromRecordToRecord() {
        Set<Long> traces = new HashSet<>();
        records("orders")
                .forEach(record -> traces.add(
                        (long) Arrays.hashCode(record.headers().get(0).value())));

        assertThat(traces).hasSizeGreaterThan(records("orders").size() * 9 / 10);
    }

    @Test
    void haveEveryKindOfRecord() {
        assertThat(records("clicks")).anyMatch(record -> record.key() == null);
        assertThat(records("clicks")).anyMatch(record -> length(record.key()) == 0);
        assertThat(records("customers")).anyMatch(record -> record.value() == null);
        assertThat(records("customers")).allMatch(record -> record.key() != null);
        assertThat(records("audit")).anyMatch(record -> length(record.value()) > 1 << 20);
        assertThat(records("audit")).anyMatch(record -> length(record.value()) == 0);
        assertThat(records("orders")).anyMatch(record -> record.key() == null);
        assertThat(records("orders"))
                .anyMatch(record -> record.headers().stream().anyMatch(header -> header.value() == null));
        assertThat(topic("returns").records()).isZero();
    }

    @Test
    void abortSomeTransactions() {
        DemoTopic payments = topic("payments");

        long aborted = IntStream.range(0, payments.records())
                .filter(payments::isAborted)
                .count();

        assertThat(aborted).isPositive().isLessThan(payments.records() / 2);
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? -1 : bytes.length;
    }
}
