// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.ArchiveException;
import dev.varve.format.Id;
import dev.varve.format.MissingObjectException;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.RunHeader;
import dev.varve.format.catalog.VerifyOptions.Depth;
import dev.varve.format.segment.BlockEntry;
import dev.varve.format.segment.RunEntry;
import dev.varve.format.segment.SegmentFooter;
import dev.varve.format.segment.SegmentReader;
import dev.varve.format.store.Store;
import dev.varve.format.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks one segment against what a manifest says, and its blocks against its footer. For one thread. */
final class SegmentCheck {
    /** Neighbouring blocks are read at once up to this many bytes: a request per block would be dear on an object store. */
    private static final long MAX_READ = 4L << 20;

    private final Store store;
    private final ScannedSegment expected;
    private final Depth depth;
    private final Findings findings;
    private final SegmentChecks.Done progress;
    private long blocks;
    private long records;
    private long bytesDone;

    /**
     * @param missing the segment's id if it is not there
     */
    record Result(
            long blocks, long records, long bytes, @Nullable Id missing) {}

    SegmentCheck(Store store, ScannedSegment expected, Depth depth, Findings findings, SegmentChecks.Done progress) {
        this.store = store;
        this.expected = expected;
        this.depth = depth;
        this.findings = findings;
        this.progress = progress;
    }

    Result run() {
        Id missing = null;
        String name = expected.name();
        try (StoredObject object = store.open(name)) {
            check(object);
        } catch (MissingObjectException e) {
            missing = expected.footer().identity().segmentId();
            addForPartitions(
                    FindingKind.MISSING_SEGMENT,
                    expected.footer().runs(),
                    "Missing segment " + name + ": " + witness() + ", but it is not there");
        } catch (ArchiveException e) {
            addDamage(e);
        } catch (IOException e) {
            addForPartitions(
                    FindingKind.UNREADABLE_OBJECT,
                    expected.footer().runs(),
                    "Cannot read segment " + name + ": " + e.getMessage());
        }
        progress.done(1, expected.length() - bytesDone);
        return new Result(blocks, records, expected.length(), missing);
    }

    private String witness() {
        return expected.manifest() == null ? "a listing showed it" : "manifest " + expected.manifest() + " names it";
    }

    private void addDamage(ArchiveException damage) {
        FindingKind kind = Findings.kindOf(FindingKind.DAMAGED_SEGMENT, damage);
        addForPartitions(kind, expected.footer().runs(), String.valueOf(damage.getMessage()));
    }

    /** A segment whose own footer is damaged is still read by the copy of a manifest. */
    private void check(StoredObject object) throws IOException {
        if (object.length() != expected.length()) {
            addForPartitions(
                    FindingKind.DAMAGED_SEGMENT,
                    expected.footer().runs(),
                    "Corrupt segment " + expected.name() + ": length expected " + expected.length() + ", as "
                            + witness() + ", found " + object.length());
            return;
        }
        SegmentFooter footer = expected.footer();
        try {
            footer = SegmentFooter.read(object);
            checkFooter(footer);
        } catch (ArchiveException e) {
            addDamage(e);
        }
        try (SegmentReader reader = SegmentReader.open(object, footer)) {
            if (depth == Depth.FULL) {
                checkBlocks(reader);
            }
        }
    }

    private void checkFooter(SegmentFooter found) {
        if (!Arrays.equals(found.verbatim(), expected.footer().verbatim())) {
            addForPartitions(
                    FindingKind.MANIFEST_DIFFERS,
                    expected.footer().runs(),
                    "Corrupt segment " + expected.name() + ": its footer differs from the copy in manifest "
                            + expected.manifest() + "; segment id expected "
                            + expected.footer().identity().segmentId() + ", found "
                            + found.identity().segmentId());
        }
    }

    private void checkBlocks(SegmentReader reader) throws IOException {
        List<List<RunEntry>> runsOfBlocks = new ArrayList<>();
        reader.footer().blocks().forEach(block -> runsOfBlocks.add(new ArrayList<>()));
        for (RunEntry run : reader.footer().runs()) {
            if (run.hasBlock()) {
                runsOfBlocks.get(run.blockIndex()).add(run);
            }
        }
        for (int first = 0; first < runsOfBlocks.size(); ) {
            int last = lastOfRead(reader.footer().blocks(), first);
            SegmentReader.StoredBlocks stored = reader.readBlocks(first, last);
            for (int i = first; i <= last; i++) {
                checkBlock(stored, i, runsOfBlocks.get(i));
                long length = reader.footer().blocks().get(i).length();
                bytesDone += length;
                progress.done(0, length);
            }
            first = last + 1;
        }
    }

    private static int lastOfRead(List<BlockEntry> blocks, int first) {
        int last = first;
        while (last + 1 < blocks.size()
                && blocks.get(last + 1).end() - blocks.get(first).position() <= MAX_READ) {
            last++;
        }
        return last;
    }

    private void checkBlock(SegmentReader.StoredBlocks stored, int index, List<RunEntry> runs) {
        try {
            for (RunHeader run : stored.decode(index).runs()) {
                records += run.recordCount();
            }
            blocks++;
        } catch (ArchiveException e) {
            addForPartitions(Findings.kindOf(FindingKind.DAMAGED_BLOCK, e), runs, String.valueOf(e.getMessage()));
        }
    }

    private static String beforeHint(String message, String addition) {
        int hint = message.indexOf(". HINT: ");
        return hint < 0 ? message + addition : message.substring(0, hint) + addition + message.substring(hint);
    }

    /** One finding for each partition that has entries. */
    private void addForPartitions(FindingKind kind, List<RunEntry> runs, String message) {
        Map<TopicPartitionId, long[]> byPartition = new TreeMap<>();
        for (RunEntry run : runs) {
            RunHeader header = run.header();
            long[] sums = byPartition.computeIfAbsent(run.partition(), id -> new long[] {Long.MAX_VALUE, 0, 0});
            sums[0] = Math.min(sums[0], header.start());
            sums[1] = Math.max(sums[1], header.end());
            sums[2] += header.recordCount();
        }
        byPartition.forEach((partition, sums) -> {
            OffsetRange offsets = sums[0] < sums[1] ? new OffsetRange(sums[0], sums[1]) : null;
            String concerns = ". Concerns " + partition + ", "
                    + (offsets == null ? "an entry without offsets" : "offsets " + offsets) + ", " + sums[2]
                    + " records";
            findings.add(new Finding(kind, partition, offsets, expected.name(), beforeHint(message, concerns)));
        });
        if (byPartition.isEmpty()) {
            findings.add(kind, expected.name(), message);
        }
    }
}
