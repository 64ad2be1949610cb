// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import dev.varve.e2e.scenario.Anomaly.Kind;
import dev.varve.e2e.scenario.WrittenRecord.Fate;
import dev.varve.format.record.ArchivedRecord;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was read of one partition with what must be there, in order and by content. Contents are made anew from the seed, so
 * nothing is believed that was read.
 */
final class RecordCheck {
    private static final int SHOWN_OF_A_KIND = 3;

    private final TopicPartition partition;
    private final long seed;
    private final Outcomes outcomes;
    private final List<Placed> expected;
    private final Map<WrittenRecord, Deque<Integer>> indexes = new HashMap<>();
    private final BitSet seen;
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<Anomaly> first = new ArrayList<>();
    private int furthest = -1;

    /** A record and its offset, where it must have a certain one. */
    record Placed(WrittenRecord record, OptionalLong offset) {
        static Placed at(long offset, WrittenRecord record) {
            return new Placed(record, OptionalLong.of(offset));
        }

        static Placed anywhere(WrittenRecord record) {
            return new Placed(record, OptionalLong.empty());
        }
    }

    /** Records one after the other. */
    interface Records {
        Optional<ArchivedRecord> next() throws IOException;

        static Records of(List<ArchivedRecord> records) {
            Iterator<ArchivedRecord> each = records.iterator();
            return () -> each.hasNext() ? Optional.of(each.next()) : Optional.empty();
        }
    }

    private RecordCheck(TopicPartition partition, long seed, Outcomes outcomes, List<Placed> expected) {
        this.partition = partition;
        this.seed = seed;
        this.outcomes = outcomes;
        this.expected = expected;
        this.seen = new BitSet(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            indexes.computeIfAbsent(expected.get(i).record(), record -> new ArrayDeque<>())
                    .add(i);
        }
    }

    /** The verdict on one partition. */
    static Verdict check(
            String place, TopicPartition partition, long seed, Outcomes outcomes, List<Placed> expected, Records found)
            throws IOException {
        RecordCheck check = new RecordCheck(partition, seed, outcomes, expected);
        for (Optional<ArchivedRecord> next = found.next(); next.isPresent(); next = found.next()) {
            check.look(next.get());
        }
        check.addLost();
        return new Verdict(place, expected.size(), 1, check.counts, check.first);
    }

    private void look(ArchivedRecord found) {
        Optional<WrittenRecord> named = WrittenRecord.named(found.key()).filter(outcomes::hasSent);
        if (named.isEmpty()) {
            add(Kind.ALTERED, found.offset(), "nobody has written " + found);
            return;
        }
        WrittenRecord record = named.get();
        Deque<Integer> left = indexes.get(record);
        if (WrittenRecord.isMarkedAborted(found)) {
            add(Kind.ABORTED_READ, found.offset(), record + " was aborted on purpose");
        } else if (left == null) {
            Kind kind = record.partition().equals(partition) ? Kind.ABORTED_READ : Kind.ALTERED;
            add(kind, found.offset(), record + " is not committed in " + partition);
        } else {
            look(record, left.poll(), found);
        }
    }

    /** Without an index if it was found as often as it is expected. */
    private void look(WrittenRecord record, @Nullable Integer index, ArchivedRecord found) {
        if (index == null) {
            add(Kind.DUPLICATED, found.offset(), record + " was there before");
            return;
        }
        seen.set(index);
        if (index < furthest) {
            add(
                    Kind.REORDERED,
                    found.offset(),
                    record + " comes after " + expected.get(furthest).record());
        }
        furthest = Math.max(furthest, index);
        OptionalLong offset = expected.get(index).offset();
        if (offset.isPresent() && offset.getAsLong() != found.offset()) {
            add(Kind.ALTERED, found.offset(), record + " has offset " + offset.getAsLong() + " at the source");
        } else if (!ArchivedTopics.isSame(record.content(seed, Fate.KEPT, found.offset()), found)) {
            add(Kind.ALTERED, found.offset(), record + " has another content: " + found);
        }
    }

    private void addLost() {
        for (int i = seen.nextClearBit(0); i < expected.size(); i = seen.nextClearBit(i + 1)) {
            add(Kind.LOST, expected.get(i).offset().orElse(-1), expected.get(i).record() + " is missing");
        }
    }

    private void add(Kind kind, long offset, String what) {
        if (counts.merge(kind, 1L, Long::sum) <= SHOWN_OF_A_KIND) {
            first.add(new Anomaly(kind, partition, offset, what));
        }
    }
}
