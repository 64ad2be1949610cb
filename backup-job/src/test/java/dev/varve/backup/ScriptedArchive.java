// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.backup.scripted.Script;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.Archive;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.CatalogOptions;
import dev.varve.format.catalog.CatalogOptions.Listing;
import dev.varve.format.catalog.PartitionCatalog;
import dev.varve.format.catalog.PartitionReader;
import dev.varve.format.layout.ObjectNames;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.manifest.ManifestReader;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.store.LocalStore;
import dev.varve.job.config.BackupConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** An archive in a directory that a scripted job writes, and what it must hold. */
final class ScriptedArchive {
    private static final String NAME = "shop";

    private final Path root;

    private ScriptedArchive(Path root) {
        this.root = root;
    }

    /** Creates it, as the source of the real job does before it emits a chunk. */
    static ScriptedArchive create(Path root) throws IOException {
        Archive.openOrCreate(new LocalStore(root), NAME, "cluster", Clock.systemUTC(), new SecureRandom());
        return new ScriptedArchive(root);
    }

    /** A configuration for this archive; lines are appended. */
    BackupConfig config(String... lines) {
        String all = String.join("\n", lines);
        String interval = all.contains("commitInterval") ? "" : "commitInterval: 50ms\n";
        String yaml = "version: 1\narchive: " + NAME + "\nsource: {bootstrapServers: 'localhost:1'}\nstore: {uri: '"
                + root + "'}\n" + interval + all;
        return BackupConfig.parse("backup.yaml", yaml, List.of(), name -> null);
    }

    Path folder() {
        return root.resolve(NAME);
    }

    Archive open() throws IOException {
        return Archive.open(new LocalStore(root), NAME);
    }

    Catalog catalog() throws IOException {
        return Catalog.read(open(), CatalogOptions.defaults().withListing(Listing.FULL));
    }

    List<String> segments() throws IOException {
        return names(ObjectNames::isSegment);
    }

    List<String> manifests() throws IOException {
        return names(ObjectNames::isManifest);
    }

    /** Every segment that is published stands in exactly one manifest. */
    void requireEachSegmentInOneManifest() throws IOException {
        List<String> announced = new ArrayList<>();
        for (String manifest : manifests()) {
            try (ManifestReader reader = ManifestReader.open(open().store(), manifest)) {
                for (Optional<ManifestEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                    announced.add(next.get().segmentName());
                }
            }
        }
        assertThat(announced).containsExactlyInAnyOrderElementsOf(segments());
    }

    void deleteManifests() throws IOException {
        for (String manifest : manifests()) {
            Files.delete(folder().resolve(manifest));
        }
    }

    private List<String> names(Predicate<String> kind) throws IOException {
        List<String> names = new ArrayList<>();
        open().store().list("", (name, length) -> {
            if (kind.test(name)) {
                names.add(name);
            }
        });
        return names;
    }

    /** Every record once, in every partition; returns the catalog that was read. */
    Catalog requireAll(Script script) throws IOException {
        Catalog catalog = catalog();
        assertThat(catalog.findings()).isEmpty();
        for (int number = 0; number < script.partitionCount(); number++) {
            PartitionCatalog partition = partition(catalog, script.partition(number));
            assertThat(partition.holes())
                    .as("holes of %s", partition.partition())
                    .isEmpty();
            assertThat(partition.resumePoint().position()).isEqualTo(script.end());
            assertThat(records(catalog, script.partition(number), script.end()))
                    .as("records of %s", partition.partition())
                    .isEqualTo(script.recordsBefore(number, script.end()));
        }
        return catalog;
    }

    /** Whatever is there is what the script says, without a hole; returns how many offsets all partitions have. */
    long requirePrefix(Script script) throws IOException {
        Catalog catalog = catalog();
        long offsets = 0;
        for (int number = 0; number < script.partitionCount(); number++) {
            TopicPartitionId id = script.partition(number);
            Optional<PartitionCatalog> partition = catalog.partition(id);
            if (partition.isPresent()) {
                long end = partition.get().resumePoint().position();
                assertThat(partition.get().holes()).as("holes of %s", id).isEmpty();
                assertThat(records(catalog, id, script.end())).isEqualTo(script.recordsBefore(number, end));
                offsets += end;
            }
        }
        return offsets;
    }

    static PartitionCatalog partition(Catalog catalog, TopicPartitionId id) {
        return catalog.partition(id).orElseThrow(() -> new AssertionError("Not in the archive: " + id));
    }

    private static List<ArchivedRecord> records(Catalog catalog, TopicPartitionId id, long end) throws IOException {
        List<ArchivedRecord> records = new ArrayList<>();
        try (PartitionReader reader = PartitionReader.open(catalog, id, new OffsetRange(0, end))) {
            for (Optional<ArchivedRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                records.add(next.get());
            }
        }
        return records;
    }
}
