// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import dev.varve.format.archive.Archive;
import dev.varve.format.archive.ArchiveIdentity;
import dev.varve.format.store.Store;
import dev.varve.job.ExitCode;
import dev.varve.tools.ArchiveLocation.Place;
import dev.varve.tools.listing.ArchiveListing;
import dev.varve.tools.output.Amount;
import dev.varve.tools.output.Console;
import dev.varve.tools.output.JsonMembers;
import dev.varve.tools.output.Table;
import dev.varve.tools.output.Table.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code varve list} */
@Command(
        name = "list",
        header = "Show what an archive holds.",
        description = {
            "Topics with records, sizes and times, partitions with covered offsets, gaps and holes.",
            "Without --archive, shows the archives of a store."
        })
final class ListCommand implements VarveCommand {
    private final Console console;

    @Mixin
    private final ArchiveLocation location = new ArchiveLocation();

    @Option(
            names = {"-p", "--partitions"},
            description = "Show the covered offsets, gaps and holes of every partition.")
    private boolean partitions;

    @Option(names = "--json", description = "Print JSON, with all partitions.")
    private boolean json;

    ListCommand(Console console) {
        this.console = console;
    }

    @Override
    public List<ExitCode> ownExitCodes() {
        return List.of(
                ExitCode.FINDINGS, ExitCode.UNREACHABLE, ExitCode.ARCHIVE_NOT_FOUND, ExitCode.UNSUPPORTED_FORMAT);
    }

    @Override
    public List<String> examples() {
        return List.of(
                "list --store /backups",
                "list --store /backups --archive shop --partitions",
                "list --config backup.yaml --json");
    }

    @Override
    public Integer call() throws IOException {
        Place place = location.place();
        return (place.archive().isEmpty() ? listArchives(place.store()) : listArchive(place)).code();
    }

    private ExitCode listArchive(Place place) throws IOException {
        ArchiveListing listing = ArchiveListing.read(place.open(), place.store().location());
        if (json) {
            console.json(listing.json());
        } else {
            console.lines(partitions ? listing.topicsAndPartitions() : listing.topics());
        }
        if (!listing.hasFindings()) {
            return ExitCode.DONE;
        }
        console.message("Warning: the archive has " + Amount.count(listing.findingCount(), "finding")
                + ". HINT: varve verify names them all");
        return listing.needsNewerRelease() ? ExitCode.UNSUPPORTED_FORMAT : ExitCode.FINDINGS;
    }

    private ExitCode listArchives(Store store) throws IOException {
        List<ArchiveIdentity> identities = new ArrayList<>();
        List<String> names = Archive.names(store);
        for (String name : names) {
            identities.add(Archive.open(store, name).identity());
        }
        if (json) {
            console.json(archivesJson(store, names, identities));
        } else if (names.isEmpty()) {
            console.line("No archives in " + store.location());
        } else {
            Table table =
                    new Table(Column.text("ARCHIVE"), Column.text("CREATED (UTC)"), Column.text("SOURCE CLUSTER"));
            for (int i = 0; i < names.size(); i++) {
                ArchiveIdentity identity = identities.get(i);
                table.row(names.get(i), Amount.second(identity.created().toEpochMilli()), identity.sourceClusterId());
            }
            console.lines(table.lines());
        }
        return ExitCode.DONE;
    }

    private static JsonMembers archivesJson(Store store, List<String> names, List<ArchiveIdentity> identities) {
        List<Object> archives = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            archives.add(new JsonMembers()
                    .put("archive", names.get(i))
                    .put("archiveId", identities.get(i).archiveId().hex())
                    .put("sourceClusterId", identities.get(i).sourceClusterId())
                    .put("created", identities.get(i).created())
                    .asMap());
        }
        return new JsonMembers().put("store", store.location()).put("archives", archives);
    }
}
