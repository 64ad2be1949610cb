// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ContentDigest;
import dev.varve.restore.ledger.LedgerContent.SplitKey;
import dev.varve.restore.ledger.WriterToken.OwnerId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LedgerEntriesTest {
    private static final Id ARCHIVE = new Id(1, 2);
    private static final Id TARGET = new Id(7, 8);
    private static final TopicPartitionId SOURCE = new TopicPartitionId("orders", new Id(3, 4), 5);
    private static final OwnerId OWNER = new OwnerId("run-1", "start-1");
    private static final LedgerJson JSON = new LedgerJson("shop", ARCHIVE);

    private static Stream<LedgerEntry> entries() {
        return Stream.of(
                new LedgerEntry.Owner(OWNER, 3, 9, Instant.parse("2026-02-01T00:00:00.123Z"), List.of("a", "b")),
                new LedgerEntry.Writer(new WriterToken(OWNER, 2, 4)),
                new LedgerEntry.Request("{\"x\": 1}"),
                new LedgerEntry.Creation("orders", Map.of("retention.ms", "-1"), true),
                new LedgerEntry.Claim("orders", TARGET, true, List.of(0L, 17L)),
                position(10, 20, 10),
                new LedgerEntry.Skipped(SOURCE, TARGET, new OffsetRange(5, 9), "data/x.vseg", "checksum"),
                new LedgerEntry.Verified(TARGET, 3, 99, new ContentDigest(12, 13, -1)),
                new LedgerEntry.Settings(TARGET, LedgerEntry.Settings.Stage.FINAL));
    }

    private static LedgerEntry.Position position(long from, long to, long records) {
        return new LedgerEntry.Position(SOURCE, TARGET, from, to, new ContentDigest(records, 77, -78), 4096);
    }

    @ParameterizedTest
    @MethodSource("entries")
    void comesBackFromItsRecord(LedgerEntry entry) throws Exception {
        ProducerRecord<byte[], byte[]> record = JSON.record("ledger", entry);

        assertThat(JSON.decode(record.key(), record.value())).isEqualTo(entry);
    }

    /** What docs/ledger.md promises to other programs. */
    @Test
    void keyAndValueAreJson() {
        ProducerRecord<byte[], byte[]> record = JSON.record("ledger", position(10, 20, 10));

        assertThat(new String(record.key(), UTF_8))
                .isEqualTo(
                        "{\"restore\":\"shop\",\"archive\":\"00000000000000010000000000000002\",\"topic\":\"orders\","
                                + "\"topicId\":\"AAAAAAAAAAMAAAAAAAAABA\",\"partition\":5,\"targetTopicId\":\"AAAAAAAAAAcAAAAAAAAACA\","
                                + "\"kind\":\"position\"}");
        assertThat(new String(record.value(), UTF_8))
                .isEqualTo("{\"version\":1,\"from\":10,\"to\":20,\"records\":10,\"ordered\":\"4d\","
                        + "\"unordered\":\"ffffffffffffffb2\",\"recordBytes\":4096}");
    }

    @Test
    void passesOverEntriesOfAnotherRestore() throws Exception {
        ProducerRecord<byte[], byte[]> record = new LedgerJson("other", ARCHIVE).record("ledger", position(0, 1, 1));

        assertThat(JSON.decode(record.key(), record.value())).isNull();
    }

    @Test
    void refusesNewerVersionsAndUnknownKinds() {
        ProducerRecord<byte[], byte[]> record = JSON.record("ledger", position(0, 1, 1));
        byte[] newer = new String(record.value(), UTF_8)
                .replace("\"version\":1", "\"version\":2")
                .getBytes(UTF_8);
        byte[] unknown =
                new String(record.key(), UTF_8).replace("position", "spell").getBytes(UTF_8);

        assertThatThrownBy(() -> JSON.decode(record.key(), newer))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("found version 2, this Varve knows version 1");
        assertThatThrownBy(() -> JSON.decode(unknown, record.value()))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("entries of kind spell");
    }

    @Test
    void namesTheKeyOfAnUnreadableEntry() {
        byte[] key = JSON.record("ledger", position(0, 1, 1)).key();

        assertThatThrownBy(() -> JSON.decode(key, "{\"version\":1,\"from\":\"x\"}".getBytes(UTF_8)))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("Corrupt ledger of restore shop: entry with key {\"restore\":\"shop\"")
                .hasMessageContaining("HINT:");
    }

    @Test
    void laterEntriesTakeThePlaceOfEarlierOnes() throws Exception {
        LedgerFold fold = new LedgerFold();
        fold.add(position(0, 10, 10));
        fold.add(position(10, 25, 14));

        assertThat(Objects.requireNonNull(fold.content().positions().get(new SplitKey(SOURCE, TARGET)))
                        .to())
                .isEqualTo(25);
    }

    @Test
    void noticesABreakInTheChainOfPositions() throws Exception {
        LedgerFold fold = new LedgerFold();
        fold.add(position(0, 10, 10));

        assertThatThrownBy(() -> fold.add(position(11, 20, 9)))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("begins at position 11, the one before ended at 10");
    }

    @Test
    void entriesWithoutChainMayRepeat() throws Exception {
        LedgerFold fold = new LedgerFold();
        fold.add(position(LedgerEntry.Position.NO_CHAIN, 10, 10));
        fold.add(position(LedgerEntry.Position.NO_CHAIN, 5, 5));

        assertThat(Objects.requireNonNull(fold.content().positions().get(new SplitKey(SOURCE, TARGET)))
                        .to())
                .isEqualTo(5);
    }

    @Test
    void remembersRunsThatWereReplaced() {
        LedgerEntry.Owner first = new LedgerEntry.Owner(OWNER, 4, 4, Instant.EPOCH, List.of());
        LedgerEntry.Owner second = first.replacedBy(new OwnerId("run-2", "x"), 2, Instant.EPOCH);

        assertThat(second.hasReplaced("run-1")).isTrue();
        assertThat(second.hasReplaced("run-2")).isFalse();
        assertThat(second.hasReplaced("run-3")).isFalse();
        assertThat(second.highestParallelism()).isEqualTo(4);
    }

    @Test
    void aRunThatStartsItsEnumeratorAgainReplacesNobody() {
        LedgerEntry.Owner first = new LedgerEntry.Owner(OWNER, 1, 1, Instant.EPOCH, List.of());
        LedgerEntry.Owner again = first.replacedBy(new OwnerId("run-1", "start-2"), 1, Instant.EPOCH);

        assertThat(again.before()).isEmpty();
    }
}
