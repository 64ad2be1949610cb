// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import dev.varve.format.record.ContentDigest;
import java.util.TreeMap;
import org.apache.flink.api.common.accumulators.ListAccumulator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Folds records into what each partition holds, and reports it once, when all of its input is read. A task that fails is read again
 * from the start of its ranges by an operator of its own, and only what the last attempt reports counts.
 */
final class ContentOperator extends AbstractStreamOperator<ReadRecord>
        implements OneInputStreamOperator<ReadRecord, ReadRecord>, BoundedOneInput {
    static final String ACCUMULATOR = "varve-contents";

    private final ReadPlan plan;
    private transient TreeMap<Integer, Running> contents;
    private transient ListAccumulator<byte[]> results;
    private transient @Nullable Running current;

    /** The fold of one range so far. */
    private static final class Running {
        private final int range;
        private long count;
        private long ordered;
        private long unordered;
        private long recordBytes;
        private long firstOffset = -1;
        private long lastOffset = -1;
        private long misplaced;

        Running(int range) {
            this.range = range;
        }

        PartitionContent content() {
            return new PartitionContent(
                    new ContentDigest(count, ordered, unordered), recordBytes, firstOffset, lastOffset, misplaced);
        }
    }

    @SuppressWarnings("NullAway.Init")
    ContentOperator(ReadPlan plan) {
        this.plan = plan;
    }

    @Override
    public void open() throws Exception {
        super.open();
        contents = new TreeMap<>();
        results = new ListAccumulator<>();
        getRuntimeContext().addAccumulator(ACCUMULATOR, results);
    }

    @Override
    public void processElement(StreamRecord<ReadRecord> element) {
        ReadRecord record = element.getValue();
        Running into = current;
        if (into == null || into.range != record.range()) {
            into = contents.computeIfAbsent(record.range(), Running::new);
            current = into;
        }
        if (record.offset() <= into.lastOffset) {
            throw new IllegalStateException("Offset " + record.offset() + " of "
                    + plan.ranges().get(into.range) + " came after " + into.lastOffset);
        }
        into.count++;
        into.ordered = ContentDigest.fold(into.ordered, record.hash());
        into.unordered += record.hash();
        into.recordBytes += record.recordBytes();
        into.firstOffset = into.firstOffset < 0 ? record.offset() : into.firstOffset;
        into.lastOffset = record.offset();
        into.misplaced += record.misplaced() ? 1 : 0;
    }

    @Override
    public void endInput() {
        if (!contents.isEmpty()) {
            TreeMap<Integer, PartitionContent> done = new TreeMap<>();
            contents.forEach((range, running) -> done.put(range, running.content()));
            results.add(ContentBytes.encode(done));
        }
    }
}
