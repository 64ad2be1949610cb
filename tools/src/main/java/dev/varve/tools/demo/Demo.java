// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

import dev.varve.format.archive.Archive;
import dev.varve.format.catalog.Verifier;
import dev.varve.format.catalog.VerifyOptions;
import dev.varve.format.catalog.VerifyReport;
import dev.varve.format.store.LocalStore;
import dev.varve.job.EmbeddedJob;
import dev.varve.job.ExitCode;
import dev.varve.tools.listing.ArchiveListing;
import dev.varve.tools.listing.VerifyText;
import dev.varve.tools.output.Amount;
import dev.varve.tools.output.Console;
import dev.varve.tools.output.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A backup, a disaster and a restore on one machine, with a comparison of every record. */
public final class Demo {
    /** What {@link DemoTopic}s need to have every kind of record. */
    public static final int FEWEST_RECORDS = ShopTopics.FEWEST_RECORDS;

    private static final String ARCHIVE = "demo";
    private static final long SEED = 20260201;

    private final Console console;
    private final EmbeddedJob backup;
    private final EmbeddedJob restore;
    private final int records;
    private final After after;
    private final Steps steps;

    /** What becomes of the brokers and the files. */
    public enum After {
        CLEAN_UP,
        KEEP
    }

    /**
     * Prepares a demo; nothing is started yet.
     *
     * @param records in all topics together, at least {@link #FEWEST_RECORDS}
     */
    public Demo(Console console, EmbeddedJob backup, EmbeddedJob restore, int records, After after) {
        this.console = console;
        this.backup = backup;
        this.restore = restore;
        this.records = records;
        this.after = after;
        this.steps = new Steps(console, 8);
    }

    /**
     * Runs the demo.
     *
     * @return whether everything was backed up and restored and is equal
     */
    public boolean run() throws IOException, InterruptedException {
        long started = System.nanoTime();
        List<DemoTopic> topics = ShopTopics.all(records, SEED, System.currentTimeMillis());
        try (DemoFiles files = DemoFiles.create(after)) {
            steps.begin("Start a Kafka broker in a process of its own");
            try (DemoCluster source = DemoCluster.start(files, "source")) {
                steps.done(source.describe());
                Map<DemoTopic, ExpectedRecords> expected = produce(topics, source);
                boolean whole = archive(files, source);
                steps.begin("Delete all topics, and start a second broker, which is empty");
                int left = source.delete(topics);
                try (DemoCluster target = DemoCluster.start(files, "target")) {
                    steps.done("topics left: " + left + "; " + target.describe());
                    restore(files, target);
                    boolean good = compare(target, expected) && whole && left == 0;
                    steps.verdict(good, Duration.ofNanos(System.nanoTime() - started));
                    end(files, source, target);
                    return good;
                }
            }
        }
    }

    private void end(DemoFiles files, DemoCluster source, DemoCluster target) throws IOException {
        if (after == After.KEEP) {
            source.keep();
            target.keep();
            console.lines(files.howToPlay(source, target));
        } else {
            console.line("Stopping the brokers and deleting all files of the demo.");
        }
    }

    private boolean archive(DemoFiles files, DemoCluster source) throws IOException, InterruptedException {
        steps.begin("Back up with the Flink job, mode once, embedded in this process");
        run(backup, files.backup(ARCHIVE, source));
        steps.done("everything committed at the start is archived");
        Archive archive = Archive.open(new LocalStore(files.store()), ARCHIVE);
        boolean whole = verify(archive);
        list(archive, files);
        return whole;
    }

    private Map<DemoTopic, ExpectedRecords> produce(List<DemoTopic> topics, DemoCluster cluster)
            throws IOException, InterruptedException {
        steps.begin("Produce " + Amount.count(records) + " records of all kinds to " + topics.size() + " topics");
        cluster.create(topics);
        TopicFiller filler = new TopicFiller(cluster.bootstrapServers(), records);
        Map<DemoTopic, ExpectedRecords> expected = new LinkedHashMap<>();
        try (Progress progress = Progress.start(console.err(), "producing")) {
            for (DemoTopic topic : topics) {
                expected.put(topic, filler.fill(topic, progress));
            }
        }
        long bytes =
                expected.values().stream().mapToLong(ExpectedRecords::bytes).sum();
        long committed = expected.values().stream()
                .mapToLong(ExpectedRecords::recordCount)
                .sum();
        steps.done(Amount.count(committed, "record") + " committed, " + Amount.bytes(bytes) + "; "
                + Amount.count(records - committed) + " more in aborted transactions, which must not be archived");
        return expected;
    }

    private void restore(DemoFiles files, DemoCluster target) throws IOException, InterruptedException {
        steps.begin("Restore to the second broker with the Flink job, embedded in this process");
        run(restore, files.restore(ARCHIVE, target));
        steps.done("everything archived is restored, and was read back");
    }

    private void run(EmbeddedJob job, Path config) throws IOException, InterruptedException {
        try (JobMessages messages = new JobMessages(console)) {
            PrintStream report = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            ExitCode code = job.run(List.of("--config", config.toString()), report, messages.stream());
            if (code == ExitCode.INTERRUPTED) {
                throw new InterruptedException("Interrupted during the " + job.name());
            }
            if (code != ExitCode.DONE) {
                throw new IOException("Cannot finish the demo: the " + job.name() + " ended with exit code "
                        + code.code() + " (" + code.meaning() + "). HINT: varve demo -v shows what happened inside");
            }
        }
    }

    private boolean verify(Archive archive) throws IOException {
        steps.begin("Verify the archive: read every segment, decode every record");
        VerifyReport report;
        long started = System.nanoTime();
        try (Progress progress = Progress.start(console.err(), "verifying")) {
            report = Verifier.verify(
                    archive,
                    new VerifyOptions(VerifyOptions.Depth.FULL, 2),
                    (segments, allSegments, bytes, allBytes) -> progress.bytes(bytes, allBytes));
        }
        boolean whole = report.findings().isEmpty();
        if (whole) {
            steps.done(Amount.count(report.counts().records(), "record") + " in "
                    + Amount.count(report.counts().blocks(), "block") + " of "
                    + Amount.count(report.counts().segments(), "segment") + ", no findings");
        } else {
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            console.lines(new VerifyText(report, true, took).lines(false));
        }
        return whole;
    }

    private void list(Archive archive, DemoFiles files) throws IOException {
        steps.begin("List what the archive holds");
        console.line("");
        console.lines(ArchiveListing.read(archive, files.store().toString()).topics());
        console.line("");
    }

    private boolean compare(DemoCluster target, Map<DemoTopic, ExpectedRecords> expected) {
        steps.begin("Compare every record at the second broker with what was produced to the first");
        ComparisonTable table = new ComparisonTable();
        try (TargetRecords restored = new TargetRecords(target.bootstrapServers())) {
            Comparison comparison = new Comparison(restored);
            for (Map.Entry<DemoTopic, ExpectedRecords> entry : expected.entrySet()) {
                table.add(comparison.compare(entry.getKey(), entry.getValue()));
            }
        }
        console.line("");
        console.lines(table.lines());
        console.line("");
        return table.allEqual();
    }
}
