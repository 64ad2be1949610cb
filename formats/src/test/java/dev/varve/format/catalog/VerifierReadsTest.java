// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import static dev.varve.format.catalog.TestArchive.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.archive.Archive;
import dev.varve.format.block.Chunk;
import dev.varve.format.catalog.VerifyOptions.Depth;
import dev.varve.format.store.FaultyStore;
import dev.varve.format.store.FaultyStore.Operation;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often a verification reads: on an object store each read is a request. */
class VerifierReadsTest {
    private final TestArchive archive;

    VerifierReadsTest() throws IOException {
        archive = new TestArchive(1).describe(ORDERS);
        List<Chunk> chunks = new ArrayList<>();
        for (int start = 0; start < 10_000; start += 200) {
            chunks.add(archive.data(ORDERS, start, start + 200, 0, 0));
        }
        archive.manifest(archive.segment(0, chunks));
    }

    private long reads(Depth depth, long blocks) throws IOException {
        FaultyStore counting = new FaultyStore(archive.root());
        Archive opened = Archive.openOrCreate(
                counting, "shop", "cluster-1", Clock.fixed(TestArchive.START, ZoneOffset.UTC), archive.random());
        VerifyReport report = Verifier.verify(opened, new VerifyOptions(depth, 1, archive.now()), VerifyProgress.NONE);
        assertThat(report.findings()).isEmpty();
        assertThat(report.counts().blocks()).isEqualTo(blocks);
        return counting.calls(Operation.READ);
    }

    private int blocks() throws IOException {
        List<Integer> counts = new ArrayList<>();
        archive.fullCatalog()
                .reading()
                .scan()
                .forEach(
                        new Findings(),
                        segment -> counts.add(segment.footer().blocks().size()));
        return counts.get(0);
    }

    @Test
    void neighbouringBlocksAreReadAtOnce() throws IOException {
        int blocks = blocks();

        long footers = reads(Depth.FOOTERS, 0);
        long full = reads(Depth.FULL, blocks);

        assertThat(blocks).isGreaterThan(20);
        // All blocks at once, and in full depth the description once more.
        assertThat(full - footers).isEqualTo(2);
    }
}
