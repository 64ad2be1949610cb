// SPDX-License-Identifier: Apache-2.0
package dev.varve.benchmarks;

import dev.varve.localkafka.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Compares the backup job, parallelism 1, with the {@link CeilingLoop} on a real broker on the same machine. Every run is a process of
 * its own; what the same process costs on an empty topic is its start-up and is taken off on both sides.
 *
 * <p>Arguments: rounds (default 3), divisor of the data sets (default 1).
 */
public final class BackupCeiling {
    private final KafkaBroker broker;
    private final Path directory;

    private BackupCeiling(KafkaBroker broker, Path directory) {
        this.broker = broker;
        this.directory = directory;
    }

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        int divisor = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        Path directory = Files.createTempDirectory("varve-benchmark");
        try (KafkaBroker broker = KafkaBroker.start()) {
            BackupCeiling benchmark = new BackupCeiling(broker, directory);
            Dataset empty = new Dataset("empty", 1, 0);
            empty.fill(broker.bootstrapServers());
            for (Dataset dataset : Dataset.ALL) {
                benchmark.compare(dataset.dividedBy(divisor), empty, rounds);
            }
        } finally {
            deleteTree(directory);
        }
    }

    private void compare(Dataset dataset, Dataset empty, int rounds) throws Exception {
        dataset.fill(broker.bootstrapServers());
        System.out.printf(
                Locale.ROOT,
                "%s: %,d records of about %d bytes%n",
                dataset.topic(),
                dataset.recordCount(),
                dataset.recordBytes());
        List<Double> wall = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            ProcessCost ceiling = ceiling(dataset.topic()).minus(ceiling(empty.topic()));
            ProcessCost varve = varve(dataset.topic(), round).minus(varve(empty.topic(), round));
            System.out.println("  ceiling  " + ceiling + "   varve  " + varve);
            wall.add(varve.wall() / ceiling.wall());
            cpu.add(varve.cpu() / ceiling.cpu());
        }
        System.out.println("  varve / ceiling: wall " + spread(wall) + "   cpu " + spread(cpu));
    }

    private static String spread(List<Double> ratios) {
        double[] sorted =
                ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return String.format(
                Locale.ROOT, "%.2f (%.2f to %.2f)", sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    private ProcessCost ceiling(String topic) throws IOException, InterruptedException {
        Path file = directory.resolve("ceiling.zst");
        List<String> command = java("dev.varve.benchmarks.CeilingLoop");
        command.addAll(List.of(broker.bootstrapServers(), topic, "1", file.toString()));
        ProcessCost cost = ProcessCost.of(command, directory.resolve("ceiling.log"));
        Files.delete(file);
        return cost;
    }

    private ProcessCost varve(String topic, int round) throws IOException, InterruptedException {
        Path run = Files.createDirectories(directory.resolve(topic + "-" + round));
        Path config = run.resolve("backup.yaml");
        Files.writeString(
                config, """
                version: 1
                archive: benchmark
                source: {bootstrapServers: "%s"}
                topics: [{topic: %s}]
                store: {uri: "%s"}
                mode: once
                commitInterval: 1s
                stateDir: %s
                """.formatted(broker.bootstrapServers(), topic, run.resolve("store"), run.resolve("state")));
        List<String> command = java("dev.varve.tools.Varve");
        command.addAll(List.of("backup", "--config", config.toString()));
        ProcessCost cost = ProcessCost.of(command, directory.resolve("varve.log"));
        deleteTree(run);
        return cost;
    }

    private static List<String> java(String mainClass) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path")));
        for (String name : Arrays.asList("lang", "net", "util", "io", "nio", "time", "util.concurrent")) {
            command.add(1, "--add-opens=java.base/java." + name + "=ALL-UNNAMED");
        }
        command.add(mainClass);
        return command;
    }

    private static void deleteTree(Path root) throws IOException {
        try (var paths = Files.walk(root)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
