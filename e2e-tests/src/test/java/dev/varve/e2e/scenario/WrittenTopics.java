// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import dev.varve.e2e.scenario.Outcomes.Outcome;
import dev.varve.e2e.scenario.RecordCheck.Placed;
import dev.varve.e2e.scenario.RecordCheck.Records;
import dev.varve.e2e.scenario.WrittenRecord.Lane;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.PartitionReader;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RecordHeader;
import dev.varve.format.record.TimestampType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** What a {@link BackgroundWriter} has left at the source, proven there: what archives and restored topics must hold. */
public final class WrittenTopics {
    private static final Duration MARKERS_COME = Duration.ofSeconds(20);

    private final long seed;
    private final List<ProducedTopic> topics;
    private final Outcomes outcomes;
    private final Map<TopicPartition, List<Placed>> placed = new HashMap<>();

    private WrittenTopics(long seed, List<ProducedTopic> topics, Outcomes outcomes) {
        this.seed = seed;
        this.topics = topics;
        this.outcomes = outcomes;
    }

    /** Reads the source, and throws an AssertionError if it does not hold what it has acknowledged. */
    static WrittenTopics prove(TestCluster source, long seed, List<ProducedTopic> topics, Outcomes outcomes)
            throws Exception {
        WrittenTopics written = new WrittenTopics(seed, topics, outcomes);
        Verdict verdict = Verdict.none("the source itself, seed " + seed);
        for (ProducedTopic topic : topics) {
            for (int number = 0; number < topic.partitions(); number++) {
                TopicPartition partition = new TopicPartition(topic.name(), number);
                awaitNoOpenTransaction(source, partition);
                verdict = verdict.plus(written.readSource(source, partition));
            }
        }
        verdict.requireExact();
        written.requireWholeTransactions();
        return written;
    }

    private static void awaitNoOpenTransaction(TestCluster source, TopicPartition partition) throws Exception {
        Await.atMost(MARKERS_COME, () -> hasNoOpenTransaction(source, partition));
        if (!hasNoOpenTransaction(source, partition)) {
            System.out.println("Aborted by hand because Kafka has forgotten them, transactions in " + partition + ": "
                    + HangingTransactions.abortAllOpen(source, List.of(partition)));
        }
        Await.until(
                "no transaction is open in " + partition + " of the source",
                () -> hasNoOpenTransaction(source, partition));
    }

    private static boolean hasNoOpenTransaction(TestCluster source, TopicPartition partition) throws Exception {
        return end(source, partition, IsolationLevel.READ_COMMITTED)
                == end(source, partition, IsolationLevel.READ_UNCOMMITTED);
    }

    private static long end(TestCluster source, TopicPartition partition, IsolationLevel isolation) throws Exception {
        return source.admin()
                .listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
                .partitionResult(partition)
                .get()
                .offset();
    }

    private Verdict readSource(TestCluster source, TopicPartition partition) throws IOException {
        List<ArchivedRecord> found = new RestoredTopics(source)
                .read(partition.topic(), partition.partition()).stream()
                        .map(WrittenTopics::asArchived)
                        .toList();
        Map<Lane, List<ArchivedRecord>> lanes = new HashMap<>();
        Set<WrittenRecord> there = new HashSet<>();
        List<Placed> all = new ArrayList<>();
        for (ArchivedRecord record : found) {
            WrittenRecord named = WrittenRecord.named(record.key()).orElse(null);
            boolean repeated = named != null && !there.add(named);
            if (repeated && outcomes.mayRepeat()) {
                System.out.println("The source itself has " + named + " twice, again at offset " + record.offset());
            } else {
                lanes.computeIfAbsent(named == null ? Lane.PLAIN : named.lane(), lane -> new ArrayList<>())
                        .add(record);
            }
            if (named != null) {
                all.add(Placed.at(record.offset(), named));
            }
        }
        placed.put(partition, List.copyOf(all));
        Verdict verdict = Verdict.none("");
        for (Lane lane : Lane.values()) {
            Records records = Records.of(lanes.getOrDefault(lane, List.of()));
            verdict = verdict.plus(
                    RecordCheck.check("", partition, seed, outcomes, acknowledged(partition, lane, there), records));
        }
        return new Verdict("", verdict.records(), 1, verdict.counts(), verdict.first());
    }

    /** In the order they were sent: what must be there, and what may be and is. */
    private List<Placed> acknowledged(TopicPartition partition, Lane lane, Set<WrittenRecord> there) {
        List<Outcome> known = outcomes.all(partition, lane);
        List<Placed> expected = new ArrayList<>();
        for (int number = 0; number < known.size(); number++) {
            WrittenRecord record = new WrittenRecord(partition, lane, number);
            boolean mayBe = known.get(number) == Outcome.UNKNOWN && there.contains(record);
            if (known.get(number) == Outcome.ACKNOWLEDGED || mayBe) {
                expected.add(Placed.anywhere(record));
            }
        }
        return expected;
    }

    private void requireWholeTransactions() {
        Set<WrittenRecord> there = new HashSet<>();
        placed.values().forEach(records -> records.forEach(each -> there.add(each.record())));
        for (List<WrittenRecord> transaction : outcomes.unknownTransactions()) {
            long found = transaction.stream().filter(there::contains).count();
            if (found != 0 && found != transaction.size()) {
                throw new AssertionError("The source itself, seed " + seed + ": " + found + " of " + transaction.size()
                        + " records of one transaction are there: " + transaction);
            }
        }
    }

    private static ArchivedRecord asArchived(ConsumerRecord<byte[], byte[]> record) {
        List<RecordHeader> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new RecordHeader(header.key(), header.value()));
        }
        return new ArchivedRecord(
                record.offset(),
                record.timestamp(),
                TimestampType.CREATE_TIME,
                -1,
                record.key(),
                record.value(),
                headers);
    }

    /** How many records are there. */
    public long records() {
        return placed.values().stream().mapToLong(List::size).sum();
    }

    /** Waits until an archive explains the last record of every partition. */
    public void awaitArchived(ArchivedTopics archive) throws Exception {
        archive.awaitPositions(ends());
    }

    /** Whether an archive explains the last record of every partition. */
    public boolean isArchived(ArchivedTopics archive) throws Exception {
        return archive.hasPositions(ends());
    }

    private Map<TopicPartitionId, Long> ends() throws Exception {
        Map<TopicPartitionId, Long> ends = new HashMap<>();
        forEachPartition((topic, partition, expected) -> {
            if (!expected.isEmpty()) {
                long last = expected.get(expected.size() - 1).offset().orElseThrow();
                ends.put(topic.partition(partition.partition()), last + 1);
            }
        });
        return ends;
    }

    /** The verdict on an archive as read, record by record with offsets. */
    public Verdict check(ArchivedTopics archive) throws Exception {
        Catalog catalog = archive.catalog();
        List<Verdict> verdicts = new ArrayList<>();
        forEachPartition((topic, partition, expected) -> {
            TopicPartitionId archived = topic.partition(partition.partition());
            if (catalog.partition(archived).isEmpty()) {
                verdicts.add(RecordCheck.check("", partition, seed, outcomes, expected, Records.of(List.of())));
                return;
            }
            try (PartitionReader reader = PartitionReader.open(catalog, archived, new OffsetRange(0, Long.MAX_VALUE))) {
                verdicts.add(RecordCheck.check("", partition, seed, outcomes, expected, reader::next));
            }
        });
        return sum("archive " + archive.name(), verdicts);
    }

    /** The verdict on topics of the same names in a cluster, as a plain consumer with read_committed sees them. */
    public Verdict check(TestCluster target) throws Exception {
        return check(target, UnaryOperator.identity());
    }

    /**
     * As {@link #check(TestCluster)}, of topics with other names.
     *
     * @param targets gives the target's name for the source's
     */
    public Verdict check(TestCluster target, UnaryOperator<String> targets) throws Exception {
        RestoredTopics restored = new RestoredTopics(target);
        List<Verdict> verdicts = new ArrayList<>();
        forEachPartition((topic, partition, expected) -> {
            List<ArchivedRecord> found = restored.read(targets.apply(topic.name()), partition.partition()).stream()
                    .map(WrittenTopics::asArchived)
                    .toList();
            List<Placed> inOrder = expected.stream()
                    .map(each -> Placed.anywhere(each.record()))
                    .toList();
            verdicts.add(RecordCheck.check("", partition, seed, outcomes, inOrder, Records.of(found)));
        });
        return sum("target", verdicts);
    }

    private static Verdict sum(String place, List<Verdict> verdicts) {
        return verdicts.stream().reduce(Verdict.none(place), Verdict::plus);
    }

    private interface Visitor {
        void visit(ProducedTopic topic, TopicPartition partition, List<Placed> expected) throws Exception;
    }

    private void forEachPartition(Visitor visitor) throws Exception {
        for (ProducedTopic topic : topics) {
            for (int number = 0; number < topic.partitions(); number++) {
                TopicPartition partition = new TopicPartition(topic.name(), number);
                visitor.visit(topic, partition, Objects.requireNonNull(placed.get(partition)));
            }
        }
    }
}
