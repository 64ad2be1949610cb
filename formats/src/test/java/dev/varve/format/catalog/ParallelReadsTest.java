// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import static dev.varve.format.catalog.TestArchive.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.archive.Archive;
import dev.varve.format.catalog.CatalogOptions.Listing;
import dev.varve.format.catalog.VerifyOptions.Depth;
import dev.varve.format.store.GatheringStore;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Objects are read side by side: on an object store each is a way there and back. */
class ParallelReadsTest {
    private final TestArchive archive = new TestArchive(1).describe(ORDERS);

    ParallelReadsTest() throws IOException {}

    private static Catalog read(GatheringStore store) throws IOException {
        return Catalog.read(
                Archive.open(store, "shop"), CatalogOptions.defaults().withListing(Listing.FULL));
    }

    private long end(Catalog catalog) {
        return catalog.partition(ORDERS).orElseThrow().resumePoint().position();
    }

    @Test
    void manifestsOfACatalog() throws IOException {
        for (int i = 0; i < 4; i++) {
            archive.commit(archive.data(ORDERS, i * 5L, i * 5L + 5, 0, i));
        }
        GatheringStore store = new GatheringStore(archive.root(), "manifests/");

        assertThat(end(read(store))).isEqualTo(20);
        assertThat(store.happened()).isTrue();
    }

    @Test
    void footersThatNoManifestHolds() throws IOException {
        for (int i = 0; i < 4; i++) {
            archive.segment(archive.data(ORDERS, i * 5L, i * 5L + 5, 0, i));
        }
        GatheringStore store = new GatheringStore(archive.root(), "segment-");

        assertThat(end(read(store))).isEqualTo(20);
        assertThat(store.happened()).isTrue();
    }

    @Test
    void segmentsOfAVerification() throws IOException {
        for (int i = 0; i < 4; i++) {
            archive.commit(archive.data(ORDERS, i * 5L, i * 5L + 5, 0, i));
        }
        GatheringStore store = new GatheringStore(archive.root(), "segment-");
        VerifyOptions options = new VerifyOptions(Depth.FULL, 2, archive.now());

        VerifyReport report = Verifier.verify(Archive.open(store, "shop"), options, VerifyProgress.NONE);

        assertThat(report.findings()).isEmpty();
        assertThat(report.counts().segments()).isEqualTo(4);
        assertThat(store.happened()).isTrue();
    }
}
