// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

/** Where a split stands according to what was emitted: what a checkpoint keeps. For the task's thread. */
final class SplitProgress {
    private final PartitionSplit split;
    private long position;
    private int leaderEpoch;
    private long readAt;
    private long end;
    private SplitEnd ended;

    SplitProgress(PartitionSplit split) {
        this.split = split;
        this.position = split.position();
        this.leaderEpoch = split.leaderEpoch();
        this.readAt = split.lastReadAt();
        this.end = split.end();
        this.ended = split.ended();
    }

    void advance(ReadChunk read) {
        position = read.position();
        leaderEpoch = read.leaderEpoch();
        readAt = read.readAt();
        end = read.end();
        ended = read.ended();
    }

    PartitionSplit split() {
        return new PartitionSplit(
                split.partition(),
                split.kind(),
                split.start(),
                position,
                leaderEpoch,
                readAt,
                split.firstContactStart(),
                end,
                split.mode(),
                ended);
    }

    /** The split as it stands when nothing more comes of it. */
    PartitionSplit ended() {
        if (ended == SplitEnd.OPEN) {
            ended = SplitEnd.REACHED;
        }
        return split();
    }
}
