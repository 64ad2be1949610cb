// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import dev.varve.format.store.LocalStore;
import dev.varve.format.store.Store;
import dev.varve.job.ExitCode;
import dev.varve.tools.ArchiveLocation.Place;
import dev.varve.tools.output.Console;
import dev.varve.tools.show.ShownFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve show} */
@Command(
        name = "show",
        header = "Show a file of an archive.",
        description = {
            "A segment, manifest, identity, topic description or change, as text or JSON.",
            "Of a damaged file it shows what can be read, and says what is wrong. Records are shown by varve cat."
        })
final class ShowCommand implements VarveCommand {
    private final Console console;

    @Mixin
    private final ArchiveLocation location = new ArchiveLocation();

    @SuppressWarnings("FieldCanBeFinal") // picocli assigns it
    @Parameters(
            paramLabel = "FILE",
            description = "A path on disk; or, with --config or --store and --archive, a name inside the archive.")
    private String file = "";

    @Option(names = "--json", description = "Print JSON, with everything that the text leaves out.")
    private boolean json;

    ShowCommand(Console console) {
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
                "show /backups/shop/manifests/2026-02-01/0a1b2c3d4e5f60718293a4b5c6d7e8f9.vmf",
                "show --config backup.yaml --json mixed/2026-02-01/segment-1.vsg");
    }

    @Override
    public Integer call() throws IOException {
        ShownFile shown = read();
        if (json) {
            console.json(shown.members());
        } else {
            console.lines(shown.lines());
        }
        shown.problems().forEach(problem -> Failure.lines(problem).forEach(console::message));
        if (shown.unsupported()) {
            return ExitCode.UNSUPPORTED_FORMAT.code();
        }
        return (shown.problems().isEmpty() ? ExitCode.DONE : ExitCode.FINDINGS).code();
    }

    private ShownFile read() throws IOException {
        if (location.isGiven()) {
            Place place = location.place();
            // Not opened as an archive: a damaged identity must not hide the other files.
            return ShownFile.read(archiveFolder(place), file);
        }
        Path path = Path.of(file).toAbsolutePath().normalize();
        Path folder = path.getParent();
        if (folder == null || !Files.isRegularFile(path)) {
            throw new UsageException(
                    "Missing file: " + file, "give a path on disk, or add --config or --store and --archive");
        }
        return ShownFile.read(new LocalStore(folder), String.valueOf(path.getFileName()));
    }

    private static Store archiveFolder(Place place) throws IOException {
        String name = place.archive()
                .orElseThrow(
                        () -> new UsageException("Missing option: --archive NAME.", "--store names only the store"));
        if (place.store().folders("").contains(name)) {
            return place.store().under(name);
        }
        return place.open().store();
    }
}
