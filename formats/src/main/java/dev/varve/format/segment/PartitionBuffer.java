// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.OpenRun;
import java.util.ArrayList;
import java.util.List;

/** What waits to be written of one partition, in the order of adding. */
final class PartitionBuffer {

    private final TopicPartitionId partition;
    private final SegmentWriter writer;
    private List<OpenRun> runs = new ArrayList<>(1);
    private int runsWithRecords;
    private long payloadBytes;
    private long encodedBytes;

    PartitionBuffer(TopicPartitionId partition, SegmentWriter writer) {
        this.partition = partition;
        this.writer = writer;
    }

    TopicPartitionId partition() {
        return partition;
    }

    SegmentWriter writer() {
        return writer;
    }

    void add(Chunk chunk) {
        OpenRun last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
        boolean hadRecords = last != null && last.hasRecords();
        if (last != null && last.isContinuedBy(chunk)) {
            last.join(chunk);
        } else {
            runs.add(new OpenRun(chunk));
            hadRecords = false;
        }
        if (chunk.hasRecords()) {
            runsWithRecords += hadRecords ? 0 : 1;
            payloadBytes += chunk.payloadBytes();
            encodedBytes += chunk.encodedBytes();
        }
    }

    /** Bytes for a block's payload. */
    long payloadBytes() {
        return payloadBytes;
    }

    /** Memory that records hold. */
    long encodedBytes() {
        return encodedBytes;
    }

    int runsWithRecords() {
        return runsWithRecords;
    }

    /** Removes and returns all runs up to the last one with records. Those after it may still be continued. */
    List<OpenRun> takeToLastRecord() {
        int end = runs.size();
        while (end > 0 && !runs.get(end - 1).hasRecords()) {
            end--;
        }
        List<OpenRun> taken = runs.subList(0, end);
        runs = new ArrayList<>(runs.subList(end, runs.size()));
        runsWithRecords = 0;
        payloadBytes = 0;
        encodedBytes = 0;
        return taken;
    }

    /** Removes and returns all runs, none of which has records. */
    List<OpenRun> takeRest() {
        List<OpenRun> taken = runs;
        runs = new ArrayList<>(1);
        return taken;
    }
}
