// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import dev.varve.format.archive.Archive;
import dev.varve.format.catalog.Finding;
import dev.varve.format.catalog.FindingKind;
import dev.varve.format.catalog.Verifier;
import dev.varve.format.catalog.VerifyOptions;
import dev.varve.format.catalog.VerifyReport;
import dev.varve.job.ExitCode;
import dev.varve.tools.listing.VerifyText;
import dev.varve.tools.output.Console;
import dev.varve.tools.output.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code varve verify} */
@Command(
        name = "verify",
        header = "Prove that an archive is whole, or name what is not.",
        description = {
            "Names what is missing, damaged or unexplained, with partitions and offsets.",
            "Gaps that the backup recorded are listed; they are findings only with --strict."
        })
final class VerifyCommand implements VarveCommand {
    private static final int PARALLELISM = 4;

    private final Console console;

    @Mixin
    private final ArchiveLocation location = new ArchiveLocation();

    @Option(
            names = "--full",
            description =
                    "Read every segment, decode every record, compare checksums and digests. Otherwise manifests and "
                            + "the ends of segments.")
    private boolean full;

    @Option(names = "--strict", description = "Count recorded gaps as findings, too.")
    private boolean strict;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    VerifyCommand(Console console) {
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
                "verify --store /backups --archive shop",
                "verify --config backup.yaml --full",
                "verify --config backup.yaml --full --strict --json");
    }

    @Override
    public Integer call() throws IOException {
        Archive archive = location.archive();
        long started = System.nanoTime();
        VerifyReport report = verify(archive);
        VerifyText text = new VerifyText(report, full, Duration.ofNanos(System.nanoTime() - started));
        if (json) {
            console.json(text.json(strict));
        } else {
            console.lines(text.lines(strict));
        }
        return exitCode(report, text).code();
    }

    private VerifyReport verify(Archive archive) throws IOException {
        VerifyOptions.Depth depth = full ? VerifyOptions.Depth.FULL : VerifyOptions.Depth.FOOTERS;
        try (Progress progress = Progress.start(console.err(), "verifying")) {
            return Verifier.verify(
                    archive, new VerifyOptions(depth, PARALLELISM), (segments, allSegments, bytes, allBytes) -> {
                        if (full) {
                            progress.bytes(bytes, allBytes);
                        } else {
                            progress.count(segments, allSegments, "segment");
                        }
                    });
        }
    }

    /** What needs a newer release counts before the holes that follow from not reading it. */
    private ExitCode exitCode(VerifyReport report, VerifyText text) {
        if (report.findings().stream().map(Finding::kind).anyMatch(FindingKind.UNSUPPORTED_OBJECT::equals)) {
            return ExitCode.UNSUPPORTED_FORMAT;
        }
        boolean gapsCount = strict && text.gapCount() > 0;
        return report.findings().isEmpty() && !gapsCount ? ExitCode.DONE : ExitCode.FINDINGS;
    }
}
