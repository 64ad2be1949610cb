// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.CatalogOptions;
import dev.varve.format.catalog.PartitionCatalog;
import dev.varve.format.catalog.PartitionReader;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.job.ExitCode;
import dev.varve.tools.output.Console;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve cat} */
@Command(
        name = "cat",
        header = "Print the records of a partition as lines of JSON.",
        description = {
            "In offset order and without loss: bytes are a string if they are valid UTF-8, else an object "
                    + "{\"base64\": \"...\"}; null is null. Headers are [name, value] pairs.",
            "A gap or hole inside the range is said on standard error."
        })
final class CatCommand implements VarveCommand {
    private static final int LINES_PER_CHECK = 256;

    private final Console console;

    @Mixin
    private final ArchiveLocation location = new ArchiveLocation();

    @SuppressWarnings("FieldCanBeFinal") // picocli assigns it
    @Parameters(index = "0", paramLabel = "TOPIC", description = "Name of the topic.")
    private String topic = "";

    @Parameters(index = "1", paramLabel = "PARTITION", description = "Number of the partition.")
    private int partition;

    @Option(names = "--from", paramLabel = "OFFSET", description = "First offset; the beginning if left out.")
    private @Nullable Long from;

    @Option(names = "--until", paramLabel = "OFFSET", description = "One past the last offset; the end if left out.")
    private @Nullable Long until;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after this many records.")
    private @Nullable Long limit;

    @Option(
            names = "--topic-id",
            paramLabel = "ID",
            description = "Which topic of that name, if there were several. Kafka's form or hexadecimal.")
    private @Nullable String topicId;

    CatCommand(Console console) {
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
                "cat orders 0 --store /backups --archive shop --limit 3",
                "cat orders 0 --config backup.yaml --from 100 --until 200 | jq .value");
    }

    @Override
    public Integer call() throws IOException {
        checkArguments();
        Catalog catalog = Catalog.read(location.archive(), CatalogOptions.defaults());
        Id chosen = new TopicChoice(catalog, topic).choose(topicId);
        TopicPartitionId wanted = new TopicPartitionId(topic, chosen, partition);
        Optional<PartitionCatalog> found = catalog.partition(wanted);
        if (found.isEmpty()) {
            new TopicChoice(catalog, topic).checkPartition(wanted);
            return ExitCode.DONE.code();
        }
        long start = from == null ? 0 : from;
        long end = end(found.get());
        if (until != null && until > end) {
            console.message("Note: the archive reaches to offset " + end + " of " + wanted);
        }
        end = until == null ? end : Math.min(end, until);
        if (start >= end) {
            return ExitCode.DONE.code();
        }
        return print(catalog, found.get(), new OffsetRange(start, end)).code();
    }

    private void checkArguments() {
        if (partition < 0 || (from != null && from < 0) || (limit != null && limit < 0)) {
            throw new UsageException(
                    "Invalid argument: partition, --from and --limit are at least 0", "see varve cat --help");
        }
        if (until != null && until <= (from == null ? 0 : from)) {
            throw new UsageException(
                    "Invalid range: --until must be above --from", "--until is one past the last offset");
        }
    }

    private static long end(PartitionCatalog partition) {
        long end = partition.resumePoint().position();
        for (OffsetRange range : partition.covered()) {
            end = Math.max(end, range.end());
        }
        return end;
    }

    private ExitCode print(Catalog catalog, PartitionCatalog partition, OffsetRange range) throws IOException {
        Interruptions interruptions = Interruptions.in(partition, range);
        RecordLines lines = new RecordLines(console.out());
        long left = limit == null ? Long.MAX_VALUE : limit;
        try (PartitionReader reader = PartitionReader.open(catalog, partition.partition(), range)) {
            while (left > 0) {
                Optional<ArchivedRecord> record = reader.next();
                if (record.isEmpty()) {
                    interruptions.before(range.end()).forEach(console::message);
                    break;
                }
                interruptions.before(record.get().offset()).forEach(console::message);
                lines.write(record.get());
                left--;
                if (left % LINES_PER_CHECK == 0 && isPipeClosed(lines)) {
                    break;
                }
            }
        } finally {
            lines.flush();
            console.out().flush();
        }
        return interruptions.sawHole() ? ExitCode.FINDINGS : ExitCode.DONE;
    }

    /** Whoever reads has seen enough, as {@code head} does. */
    private boolean isPipeClosed(RecordLines lines) throws IOException {
        lines.flush();
        return console.out().checkError();
    }
}
