// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.e2e.scenario.Anomaly.Kind;
import dev.varve.e2e.scenario.Outcomes.Outcome;
import dev.varve.e2e.scenario.RecordCheck.Placed;
import dev.varve.e2e.scenario.RecordCheck.Records;
import dev.varve.e2e.scenario.WrittenRecord.Fate;
import dev.varve.e2e.scenario.WrittenRecord.Lane;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RecordHeader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Every verdict is found, with partition and offset. Records stand at every second offset, as after markers. */
class RecordCheckTest {
    private static final long SEED = 42;
    private static final int COUNT = 10;
    private static final TopicPartition PARTITION = new TopicPartition("orders-eu", 3);

    private final Outcomes outcomes = new Outcomes();
    private final List<Placed> expected = new ArrayList<>();
    private final List<ArchivedRecord> found = new ArrayList<>();

    RecordCheckTest() {
        for (int i = 0; i < COUNT; i++) {
            WrittenRecord record = outcomes.next(PARTITION, i % 3 == 0 ? Lane.TRANSACTIONAL : Lane.PLAIN);
            outcomes.put(record, Outcome.ACKNOWLEDGED);
            expected.add(Placed.at(2L * i, record));
            found.add(record.content(SEED, Fate.KEPT, 2L * i));
        }
    }

    private Verdict verdict() throws IOException {
        return RecordCheck.check("archive", PARTITION, SEED, outcomes, expected, Records.of(found));
    }

    private void requireOnly(Kind kind, String... texts) throws IOException {
        Verdict verdict = verdict();
        assertThat(verdict.counts()).containsOnlyKeys(kind);
        assertThat(verdict.toString()).contains("NOT EXACT: " + verdict.counts().get(kind) + " " + kind);
        assertThat(verdict.toString()).contains(texts);
        assertThatThrownBy(verdict::requireExact)
                .isInstanceOf(AssertionError.class)
                .hasMessage(verdict.toString());
    }

    private static ArchivedRecord withValue(ArchivedRecord record, byte[] value) {
        return new ArchivedRecord(
                record.offset(), record.timestamp(), record.timestampType(), -1, record.key(), value, record.headers());
    }

    private static ArchivedRecord at(long offset, ArchivedRecord record) {
        return new ArchivedRecord(
                offset, record.timestamp(), record.timestampType(), -1, record.key(), record.value(), record.headers());
    }

    @Test
    void sameRecordsInOrderAreExact() throws IOException {
        Verdict verdict = verdict();

        assertThatCode(verdict::requireExact).doesNotThrowAnyException();
        assertThat(verdict.summary())
                .isEqualTo("archive: 10 records in 1 partitions, exact: none lost, duplicated, reordered, aborted or"
                        + " altered");
    }

    @Test
    void missingRecordIsLost() throws IOException {
        found.remove(4);
        found.remove(8);

        requireOnly(Kind.LOST, "lost: orders-eu-3 at offset 8: ", "lost: orders-eu-3 at offset 18: ");
    }

    @Test
    void repeatedRecordIsDuplicated() throws IOException {
        found.add(5, found.get(4));

        requireOnly(Kind.DUPLICATED, "duplicated: orders-eu-3 at offset 8: orders-eu-3/plain/2 was there before");
    }

    @Test
    void recordThatTheSourceHasTwiceMustBeThereTwice() throws IOException {
        WrittenRecord twice = expected.get(4).record();
        expected.add(Placed.at(30, twice));
        requireOnly(Kind.LOST, "lost: orders-eu-3 at offset 30: orders-eu-3/plain/2 is missing");

        found.add(twice.content(SEED, Fate.KEPT, 30));

        assertThat(verdict().isExact()).isTrue();
    }

    @Test
    void recordBehindALaterOneIsReordered() throws IOException {
        Collections.swap(found, 6, 7);

        requireOnly(
                Kind.REORDERED,
                "reordered: orders-eu-3 at offset 12: orders-eu-3/transactional/2 comes after orders-eu-3/plain/4");
    }

    @Test
    void recordMarkedAsAbortedIsAnAbortedRead() throws IOException {
        WrittenRecord aborted = outcomes.next(PARTITION, Lane.TRANSACTIONAL);
        outcomes.put(aborted, Outcome.ABORTED);
        found.add(3, aborted.content(SEED, Fate.ABORTED, 5));

        requireOnly(
                Kind.ABORTED_READ,
                "aborted read: orders-eu-3 at offset 5: orders-eu-3/transactional/4 was aborted on purpose");
    }

    @Test
    void recordOfATransactionThatFailedIsAnAbortedRead() throws IOException {
        WrittenRecord failed = outcomes.next(PARTITION, Lane.TRANSACTIONAL);
        found.add(failed.content(SEED, Fate.KEPT, 30));

        requireOnly(Kind.ABORTED_READ, "at offset 30: orders-eu-3/transactional/4 is not committed in " + PARTITION);
    }

    @Test
    void otherBytesInTheValueAreAltered() throws IOException {
        byte[] value = Objects.requireNonNull(found.get(2).value()).clone();
        value[value.length - 1] ^= 1;
        found.set(2, withValue(found.get(2), value));

        requireOnly(Kind.ALTERED, "altered: orders-eu-3 at offset 4: orders-eu-3/plain/1 has another content: ");
    }

    @Test
    void otherTimeOrHeadersAreAltered() throws IOException {
        ArchivedRecord timed = found.get(1);
        found.set(1, new ArchivedRecord(2, 7, timed.timestampType(), -1, timed.key(), timed.value(), timed.headers()));
        ArchivedRecord headed = found.get(2);
        List<RecordHeader> headers = new ArrayList<>(headed.headers());
        headers.add(new RecordHeader("more", null));
        found.set(
                2,
                new ArchivedRecord(
                        4, headed.timestamp(), headed.timestampType(), -1, headed.key(), headed.value(), headers));

        requireOnly(Kind.ALTERED, "at offset 2: ", "at offset 4: ");
    }

    @Test
    void otherOffsetThanAtTheSourceIsAltered() throws IOException {
        found.set(4, at(9, found.get(4)));

        requireOnly(Kind.ALTERED, "at offset 9: orders-eu-3/plain/2 has offset 8 at the source");
    }

    @Test
    void recordThatNobodyHasWrittenIsAltered() throws IOException {
        ArchivedRecord any = found.get(0);
        found.add(new ArchivedRecord(40, 0, any.timestampType(), -1, "who".getBytes(UTF_8), any.value(), List.of()));
        found.add(new WrittenRecord(PARTITION, Lane.PLAIN, 999).content(SEED, Fate.KEPT, 41));

        requireOnly(Kind.ALTERED, "at offset 40: nobody has written", "at offset 41: nobody has written");
    }

    @Test
    void recordOfAnotherPartitionIsAltered() throws IOException {
        TopicPartition other = new TopicPartition("orders-eu", 4);
        found.add(outcomes.next(other, Lane.PLAIN).content(SEED, Fate.KEPT, 50));

        requireOnly(Kind.ALTERED, "at offset 50: orders-eu-4/plain/0 is not committed in orders-eu-3");
    }

    @Test
    void everythingAtOnceIsCountedAndTheFirstAreShown() throws IOException {
        ArchivedRecord twice = found.get(0);
        found.subList(3, 9).clear();
        found.add(twice);

        Verdict verdict = verdict();

        assertThat(verdict.summary()).isEqualTo("archive: 10 records in 1 partitions, NOT EXACT: 6 lost, 1 duplicated");
        assertThat(verdict.first()).hasSize(4);
    }
}
