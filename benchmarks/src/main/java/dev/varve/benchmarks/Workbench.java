// SPDX-License-Identifier: Apache-2.0
package dev.varve.benchmarks;

import dev.varve.localkafka.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A broker and a directory, which go away at the end, and what both comparisons do with them. */
final class Workbench implements AutoCloseable {
    private final KafkaBroker broker;
    private final Path directory;

    private Workbench(KafkaBroker broker, Path directory) {
        this.broker = broker;
        this.directory = directory;
    }

    static Workbench open() throws IOException, InterruptedException {
        return new Workbench(KafkaBroker.start(), Files.createTempDirectory("varve-benchmark"));
    }

    /** A comparison of one data set. */
    @FunctionalInterface
    interface Comparison {
        void compare(Workbench bench, Dataset dataset, int rounds) throws Exception;
    }

    /** Runs a comparison with every data set. Arguments: rounds (default 3), divisor of the data sets (default 1). */
    static void main(String[] args, Comparison comparison) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        int divisor = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        try (Workbench bench = open()) {
            for (Dataset full : Dataset.ALL) {
                Dataset dataset = full.dividedBy(divisor);
                dataset.fill(bench.bootstrapServers());
                System.out.printf(
                        Locale.ROOT,
                        "%s: %,d records of about %d bytes%n",
                        dataset.topic(),
                        dataset.recordCount(),
                        dataset.recordBytes());
                comparison.compare(bench, dataset, rounds);
                bench.delete(dataset.topic());
            }
        }
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    ProcessCost run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        return ProcessCost.of(main, directory, List.of(arguments));
    }

    /** Backs a topic up, in a process of its own. */
    ProcessCost backUp(String topic, Path run) throws IOException, InterruptedException {
        Path config = Files.createDirectories(run).resolve("backup.yaml");
        Files.writeString(config, """
                version: 1
                archive: benchmark
                source: {bootstrapServers: "%s"}
                topics: [{topic: %s}]
                store: {uri: "%s"}
                mode: once
                commitInterval: 1s
                stateDir: %s
                """.formatted(bootstrapServers(), topic, run.resolve("store"), run.resolve("state")));
        return run(MeasuredJob.class, "backup", config.toString());
    }

    void delete(String topic) throws Exception {
        Dataset.delete(bootstrapServers(), topic);
    }

    static void deleteTree(Path root) throws IOException {
        try (var paths = Files.walk(root)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }

    @Override
    public void close() throws IOException {
        broker.close();
        deleteTree(directory);
    }
}
