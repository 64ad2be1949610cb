// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.DecodedBlock;
import dev.varve.format.block.RunHeader;
import dev.varve.format.catalog.SelectedRun;
import dev.varve.restore.source.RestoredRun.Skipped;
import java.util.List;

/**
 * A run with records to read for a split. There are many of these: it holds what is needed and no more.
 *
 * @param emptyFrom where what precedes it ended: from there to {@code start} there is nothing to restore
 * @param start first offset for which the run is read
 * @param end one past the last
 * @param runStart first offset that the run covers
 * @param segment name relative to the archive
 * @param block index in the segment
 * @param run index in the block
 * @param recordBytes of the run
 */
record Step(long emptyFrom, long start, long end, long runStart, String segment, int block, int run, long recordBytes) {

    static Step of(SelectedRun selected, OffsetRange part, long emptyFrom) {
        return new Step(
                emptyFrom,
                part.start(),
                part.end(),
                selected.run().header().start(),
                selected.segmentName(),
                selected.run().blockIndex(),
                selected.run().indexInBlock(),
                selected.run().header().recordBytes());
    }

    OffsetRange offsets() {
        return new OffsetRange(start, end);
    }

    /** Whether the decoded block has this run; it has unless manifest and segment differ. */
    boolean isIn(DecodedBlock decoded, TopicPartitionId partition) {
        if (run >= decoded.runs().size()
                || !decoded.header().topicId().equals(partition.topicId())
                || !decoded.header().topic().equals(partition.topic())) {
            return false;
        }
        RunHeader header = decoded.runs().get(run);
        return header.partition() == partition.partition() && header.start() == runStart && header.end() >= end;
    }

    /** Adds the elements for this run. Offsets before it join it, unless the run itself has records there that are not wanted. */
    void addTo(List<RestoredRun> elements, RestoreSplit split, DecodedBlock decoded) {
        boolean joined = start == runStart;
        if (!joined) {
            addEmptyTo(elements, split);
        }
        OffsetRange covers = new OffsetRange(joined ? emptyFrom : start, end);
        elements.add(RestoredRun.of(split, covers, decoded, run));
    }

    /** Adds the elements for this run, whose block is damaged. */
    void addTo(List<RestoredRun> elements, RestoreSplit split, Skipped skipped) {
        addEmptyTo(elements, split);
        elements.add(RestoredRun.skipped(split, offsets(), skipped));
    }

    private void addEmptyTo(List<RestoredRun> elements, RestoreSplit split) {
        if (emptyFrom < start) {
            elements.add(RestoredRun.empty(split, new OffsetRange(emptyFrom, start)));
        }
    }
}
